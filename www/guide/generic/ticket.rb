require "json"
require "net/http"
require_relative "host_token"

# An address for an iframe: <iframe src="…">. It names nobody, and holds once, for a minute.
def card_address(agent:, conversation:, contact:)
  token = host_token(agent: agent, conversation: conversation, contact: contact)
  uri = URI("{{CARD}}/api/tickets")
  answer = Net::HTTP.post(uri, { token: token }.to_json, "content-type" => "application/json")
  told = JSON.parse(answer.body)
  raise told["problem"]["message"] unless answer.is_a?(Net::HTTPSuccess)

  told["url"]
end
