// Settings of the daemon as a whole: look, set.

import JobCore
import JobWire

extension JobDesk {
  func settings(_ request: HTTPRequest) async throws -> HTTPResponse {
    HTTPResponse(.ok, SettingsView(try await queue.defaultCallbacks()))
  }

  func setSettings(_ request: HTTPRequest) async throws -> HTTPResponse {
    let sent = try request.decode(SettingsRequest.self)
    switch sent.callbacks {
    case .absent: return try await settings(request)
    case .null: return HTTPResponse(.ok, SettingsView(try await queue.setDefaultCallbacks([])))
    case .value(let specs):
      return try await untilUnchanged {
        // Masks mean what is stored.
        let hasMask = specs.contains(where: \.hasMask)
        let before = try await hasMask ? queue.defaultCallbacks().callbacks : nil
        let meant = before.map { specs.unmasked(from: $0) } ?? specs
        let problems = meant.maskProblems("callbacks")
        if !problems.isEmpty { throw HTTPFault.invalid(problems) }
        let set = try await queue.setDefaultCallbacks(meant.map { Callback($0) }, over: before)
        return HTTPResponse(.ok, SettingsView(set))
      }
    }
  }
}
