-- What a user of Neovim sees and does, without a screen:
--   nvim --headless --clean -c 'luafile editors/neovim/test.lua'
-- SPARK_ECI_LINT names the program.
local failures = 0

local function check(what, is_so, more)
  if is_so then
    io.write("ok: " .. what .. "\n")
  else
    failures = failures + 1
    io.write("FAILED: " .. what .. " " .. vim.inspect(more) .. "\n")
  end
end

local function main()
  local here = vim.fn.fnamemodify(debug.getinfo(1, "S").source:sub(2), ":p:h")
  package.path = here .. "/?.lua;" .. package.path
  local folder = vim.fn.tempname()
  vim.fn.mkdir(folder, "p")
  local file = folder .. "/orders.yaml"
  local lines = vim.fn.readfile(here .. "/../../testdata/quickstart/orders.yaml")
  -- Behind these letters, columns count differently in bytes and in UTF-16.
  local executor = '  executor: {instances: 20, labels: {n: "内存🦀"}, cores: 2, memory: 4g,'
  lines = vim.list_slice(lines, 1, 23)
  vim.list_extend(lines, {
    executor,
    "    annotations: {k8s.aliyun.com/eci-use-specs: 2-4Gi}, nodeSelector: {type: virtual-kubelet},",
    "    tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]}",
  })
  -- The driver's toleration is missing.
  for number = 23, 21, -1 do
    table.remove(lines, number)
  end
  vim.fn.writefile(lines, file)

  vim.cmd("filetype on")
  require("spark_eci_lint").setup({ cmd = { vim.env.SPARK_ECI_LINT or "spark-eci-lint", "lsp" } })
  vim.cmd("edit " .. file)
  vim.cmd("setfiletype yaml")
  local buffer = vim.api.nvim_get_current_buf()

  local function wait_for(what, condition)
    check(what, vim.wait(20000, condition, 20), vim.diagnostic.get(buffer))
  end

  local function of(code)
    for _, found in ipairs(vim.diagnostic.get(buffer)) do
      local known = found.code or (found.user_data and found.user_data.lsp and found.user_data.lsp.code)
      if known == code then
        return found
      end
    end
  end

  local function line_of(text)
    for number, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
      if line:find(text, 1, true) then
        return number - 1, line
      end
    end
  end

  wait_for("diagnostics come", function()
    return #vim.diagnostic.get(buffer) > 0
  end)
  local found = of("ECI303")
  local heap, text = line_of("memory: 4g")
  check("the heap is found at its line", found and found.lnum == heap, found)
  check("and at its columns", found and text:sub(found.col + 1, found.end_col) == "4g", found)
  check("as a warning", found and found.severity == vim.diagnostic.severity.WARN, found)
  check("by this linter", found and found.source == "spark-eci-lint", found)
  local missing = of("ECI102")
  check("the toleration is missing", missing and missing.lnum == line_of("  driver:"), missing)

  -- What is asked for as the built-in commands do.
  local function ask(method, params)
    local answers = vim.lsp.buf_request_sync(buffer, method, params, 20000) or {}
    for _, answer in pairs(answers) do
      return answer.result
    end
  end

  vim.api.nvim_win_set_cursor(0, { heap + 1, text:find("4g", 1, true) - 1 })
  local hover = ask("textDocument/hover", vim.lsp.util.make_position_params(0, "utf-16"))
  check("a hover shows the plan", hover and hover.contents.value:find("4505 MiB", 1, true), hover)

  local driver = line_of("  driver:")
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    range = { start = { line = driver, character = 3 }, ["end"] = { line = driver, character = 3 } },
    context = { diagnostics = {} },
  }
  local actions = ask("textDocument/codeAction", params) or {}
  local action
  for _, known in ipairs(actions) do
    if known.title:find("Tolerate", 1, true) then
      action = known
    end
  end
  check("the toleration is offered", action ~= nil, actions)
  if action then
    vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
  end
  wait_for("and mends the finding", function()
    return not of("ECI102")
  end)

  -- A keystroke behind the letters that count differently: the heap becomes 3g, which fits.
  local function type_heap(digit)
    local row, now = line_of("  executor:")
    local column = now:find("memory: ", 1, true) + 7
    vim.api.nvim_buf_set_text(buffer, row, column, row, column + 1, { digit })
  end
  type_heap("3")
  wait_for("a smaller heap fits", function()
    return not of("ECI303")
  end)
  type_heap("4")
  wait_for("the one before does not", function()
    return of("ECI303") ~= nil
  end)

  params.range = { start = { line = 0, character = 0 }, ["end"] = { line = 0, character = 0 } }
  params.context = { diagnostics = {}, only = { "source.fixAll.spark-eci-lint" } }
  check("nothing safe is left to fix", #(ask("textDocument/codeAction", params) or {}) == 0)
  vim.cmd("silent write")
  local written = table.concat(vim.fn.readfile(file), "\n")
  check("the file has both tolerations", select(2, written:gsub("virtual%-kubelet.io/provider", "")) == 2, written)

  if vim.lsp.inlay_hint then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
    check("what the pod asks for stands behind its heap", vim.wait(20000, function()
      for _, hint in ipairs(vim.lsp.inlay_hint.get({ bufnr = buffer })) do
        if hint.inlay_hint.label == "pod 4505 MiB" then
          return true
        end
      end
    end, 20))
  end

  local clients = vim.lsp.get_clients or vim.lsp.get_active_clients
  for _, client in pairs(clients()) do
    vim.lsp.stop_client(client.id)
  end
  check("the server says goodbye", vim.wait(20000, function()
    return #clients() == 0
  end, 20))
end

local is_done, why = pcall(main)
if not is_done then
  check("nothing fails", false, why)
end
vim.cmd(failures == 0 and "qall!" or "cquit!")
