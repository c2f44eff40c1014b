-- The language server of spark-eci-lint for Neovim 0.7 and later, without plugins:
--   require("spark_eci_lint").setup()
-- From 0.11 on, docs/editors.md shows how to do without this file, too.
local M = {}

local markers = { "spark-eci-lint.yaml", ".spark-eci-lint.yaml", ".git" }
local filetypes = { "yaml", "json", "helm" }

-- The nearest folder above a file that has one of the markers; else the file's own.
local function root(file)
  local own = vim.fn.fnamemodify(file, ":p:h")
  local folder = own
  while true do
    for _, marker in ipairs(markers) do
      local path = folder .. "/" .. marker
      if vim.fn.filereadable(path) == 1 or vim.fn.isdirectory(path) == 1 then
        return folder
      end
    end
    local above = vim.fn.fnamemodify(folder, ":h")
    if above == folder then
      return own
    end
    folder = above
  end
end

-- Before 0.11, a client for each root.
local function attach(config, buffer)
  local folder = root(vim.api.nvim_buf_get_name(buffer))
  M.clients = M.clients or {}
  if not M.clients[folder] then
    M.clients[folder] = vim.lsp.start_client(vim.tbl_extend("force", config, {
      name = "spark-eci-lint",
      root_dir = folder,
      on_exit = function()
        M.clients[folder] = nil
      end,
    }))
  end
  if M.clients[folder] then
    vim.lsp.buf_attach_client(buffer, M.clients[folder])
  end
end

-- options: cmd (list), settings (table), on_attach (function)
function M.setup(options)
  options = options or {}
  local config = {
    cmd = options.cmd or { "spark-eci-lint", "lsp" },
    init_options = options.settings,
    on_attach = options.on_attach,
  }
  if vim.lsp.config then
    config.filetypes = filetypes
    config.root_markers = markers
    vim.lsp.config("spark-eci-lint", config)
    vim.lsp.enable("spark-eci-lint")
    return
  end
  vim.api.nvim_create_autocmd("FileType", {
    pattern = filetypes,
    callback = function(event)
      attach(config, event.buf)
    end,
  })
end

return M
