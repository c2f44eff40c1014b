;;; test.el --- what a user of Emacs with eglot sees and does  -*- lexical-binding: t -*-
;;; Commentary:
;; emacs --batch -f package-initialize -l editors/emacs/test.el
;; SPARK_ECI_LINT names the program.
;;; Code:
(require 'eglot)
(require 'yaml-mode)

(defvar test-failures 0)

(defun test-check (what is-so &optional more)
  "Say whether WHAT holds, as IS-SO says; with MORE where it does not."
  (if is-so (message "ok: %s" what)
    (setq test-failures (1+ test-failures))
    (message "FAILED: %s %S" what more)))

(defun test-wait (condition)
  "Wait until CONDITION gives something, and return that."
  (let ((end (+ (float-time) 20)) found)
    (while (and (not (setq found (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.05))
    found))

;; As in docs/editors.md.
(add-to-list 'eglot-server-programs
             `(yaml-mode . (,(or (getenv "SPARK_ECI_LINT") "spark-eci-lint") "lsp")))

(defun test-finding (code)
  "The diagnostic of rule CODE in this buffer."
  (seq-find (lambda (found)
              (string-match-p code (flymake-diagnostic-text found)))
            (flymake-diagnostics)))

(let* ((here (file-name-directory (or load-file-name buffer-file-name)))
       (folder (make-temp-file "spark-eci-lint" t))
       (file (expand-file-name "orders.yaml" folder))
       (eglot-autoshutdown nil)
       (eglot-sync-connect 20)
       (eglot-send-changes-idle-time 0.05)
       (eglot-confirm-server-initiated-edits nil))
  (with-temp-file file
    (insert-file-contents (expand-file-name "../../testdata/quickstart/orders.yaml" here))
    ;; Behind these letters, columns count differently in bytes and in UTF-16.
    (goto-char (point-min))
    (search-forward "  executor:")
    (delete-region (line-beginning-position) (point-max))
    (insert "  executor: {instances: 20, labels: {n: \"内存🦀\"}, cores: 2, memory: 4g,\n"
            "    annotations: {k8s.aliyun.com/eci-use-specs: 2-4Gi}, nodeSelector: {type: virtual-kubelet}}\n"))
  (find-file file)
  (apply #'eglot--connect (eglot--guess-contact))
  (test-check "a server is connected" (test-wait #'eglot-current-server))
  (flymake-start)
  (test-check "diagnostics come" (test-wait (lambda () (test-finding "4505 MiB"))))
  (let ((found (test-finding "4505 MiB")))
    (when found
      (test-check "the heap is found at its place"
                  (equal "4g" (buffer-substring (flymake-diagnostic-beg found) (flymake-diagnostic-end found)))
                  found)
      (test-check "as a warning" (eq (flymake-diagnostic-type found) 'eglot-warning) found)
      (goto-char (flymake-diagnostic-beg found))
      (let* ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover
                                     (eglot--TextDocumentPositionParams)))
             (text (plist-get (plist-get hover :contents) :value)))
        (test-check "a hover shows the plan" (string-match-p "4505 MiB" (or text "")) hover))))
  (goto-char (point-min))
  (search-forward "  executor")
  (let* ((at (eglot--pos-to-lsp-position (1- (point))))
         (actions (jsonrpc-request (eglot-current-server) :textDocument/codeAction
                                   (list :textDocument (eglot--TextDocumentIdentifier)
                                         :range (list :start at :end at)
                                         :context '(:diagnostics []))))
         (action (seq-find (lambda (action)
                             (string-match-p "Tolerate" (plist-get action :title)))
                           actions)))
    (test-check "the toleration is offered" action actions)
    (when action
      (eglot--apply-workspace-edit (plist-get action :edit) nil))
    (test-check "and is written" (save-excursion
                                   (goto-char (point-min))
                                   (= 2 (how-many "virtual-kubelet.io/provider")))
                (buffer-string)))
  (test-check "and the finding is gone"
              (test-wait (lambda ()
                           (eglot--signal-textDocument/didChange)
                           (not (test-finding "do not tolerate"))))
              (flymake-diagnostics))
  (eglot-shutdown (eglot-current-server))
  (test-check "the server says goodbye" (test-wait (lambda () (not (eglot-current-server)))))
  (set-buffer-modified-p nil)
  (kill-emacs (if (zerop test-failures) 0 1)))
;;; test.el ends here
