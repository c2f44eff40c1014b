// What is wider than the page scrolls: the keyboard can do that only where it has the focus.
for (const element of document.querySelectorAll("main pre > code, main .table-wrapper")) {
  if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
}
