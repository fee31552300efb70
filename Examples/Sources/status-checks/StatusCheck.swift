// One check: a job whose payload is the URL, and whose result is what the server answered.

import Foundation
import JobCore

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

struct StatusCheck: RunnableJob {
  static let handler = "status-check"
  var url: String

  struct Status: Codable, Sendable {
    var code: Int
  }

  func run(_ context: JobContext) async throws -> Status {
    // Trying again is of no use: this is no error of the server.
    guard let url = URL(string: url), url.host() != nil else { throw Discard("\(url) is no URL") }
    var request = URLRequest(url: url)
    request.httpMethod = "HEAD"
    let (_, response) = try await URLSession.shared.data(for: request)
    return Status(code: (response as? HTTPURLResponse)?.statusCode ?? 0)
  }
}
