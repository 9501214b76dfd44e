-- Runs in Neovim, with `main.yaml` open; see `neovim-proof`.

local function fail(message)
  io.stderr:write("neovim proof: " .. message .. "\n")
  vim.cmd("cquit")
end

-- How many findings the file with this name has.
local function count(name)
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ":t") == name then
      return #vim.diagnostic.get(buffer)
    end
  end
  return 0
end

local function wait(message, condition)
  if not vim.wait(30000, condition, 50) then
    fail(message)
  end
end

-- The file came before the configuration.
vim.cmd("edit")
wait("no finding in both files", function() return count("main.yaml") == 1 and count("queue.yaml") == 1 end)

local found = vim.diagnostic.get(0)[1]
if found.lnum ~= 8 or not found.message:find("ends with a space", 1, true) then
  fail("not the finding that was expected: " .. vim.inspect(found))
end

-- A person would choose from a list.
vim.ui.select = function(items, options, choose)
  for _, item in ipairs(items) do
    if options.format_item(item):find("^rename to") then
      return choose(item)
    end
  end
  fail("no code action renames: " .. vim.inspect(items))
end
vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col + 1 })
vim.lsp.buf.code_action()
wait("the findings do not go", function() return count("main.yaml") == 0 and count("queue.yaml") == 0 end)
vim.cmd("wall")
vim.cmd("quitall")
