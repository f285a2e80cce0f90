-- Rows for wrk: each request has ids of its own. ROWS in a request, every BAD-th of them without a job (0: none).
local rows, bad = tonumber(os.getenv("ROWS")), tonumber(os.getenv("BAD"))
local id = tonumber(os.getenv("BASE"))
local headers = {["content-type"] = "application/json", ["x-api-key"] = os.getenv("KEY")}

local function row()
  id = id + 1
  local job = (bad > 0 and id % bad == 0) and "null" or '"Harold Vogt"'
  return '{"id":' .. id .. ',"job":' .. job .. '}'
end

function request()
  local body
  if rows == 1 then
    body = row()
  else
    local all = {}
    for n = 1, rows do all[n] = row() end
    body = "[" .. table.concat(all, ",") .. "]"
  end
  return wrk.format("POST", "/v1/jobs", headers, body)
end
