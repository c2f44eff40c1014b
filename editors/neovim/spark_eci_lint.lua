-- The language server of spark-eci-lint for Neovim 0.7 and later, without plugins:
--   require("spark_eci_lint").setup()
-- Neovim 0.11 and later need no more than what docs/editors.md shows.
local M = {}

local names = { "spark-eci-lint.yaml", ".spark-eci-lint.yaml", ".git" }

-- The nearest folder above a file that looks like the top of a project; else the file's own.
local function root(file)
  local folder = vim.fn.fnamemodify(file, ":p:h")
  for _, name in ipairs(names) do
    local found = vim.fn.findfile(name, folder .. ";")
    if found == "" then
      found = vim.fn.finddir(name, folder .. ";")
    end
    if found ~= "" then
      return vim.fn.fnamemodify(found, ":p:h" .. (name == ".git" and ":h" or ""))
    end
  end
  return folder
end

-- options: cmd (list), settings (table), on_attach (function)
function M.setup(options)
  options = options or {}
  vim.api.nvim_create_autocmd("FileType", {
    pattern = { "yaml", "json", "helm" },
    callback = function(event)
      local folder = root(vim.api.nvim_buf_get_name(event.buf))
      M.clients = M.clients or {}
      if not M.clients[folder] then
        M.clients[folder] = vim.lsp.start_client({
          name = "spark-eci-lint",
          cmd = options.cmd or { "spark-eci-lint", "lsp" },
          root_dir = folder,
          init_options = options.settings,
          on_attach = options.on_attach,
          on_exit = function()
            M.clients[folder] = nil
          end,
        })
      end
      if M.clients[folder] then
        vim.lsp.buf_attach_client(event.buf, M.clients[folder])
      end
    end,
  })
end

return M
