// What the door says of requests that it could not answer.

import JobCore
import Logging
import NIOHTTP1
import TestSupport
import Testing

@testable import HTTPFront

@Suite struct FrontDoorTests {
  private static func ill(_ message: String) -> JobError {
    .store(.unreadable(statement: "job.state", message: message))
  }

  private static let routes = [
    Route(method: .GET, path: "/ill", verb: .probe) { _ in throw ill("job 7: 11 is not a state") },
    Route(method: .GET, path: "/full", verb: .probe) { _ in throw JobError.store(.full(statement: "s")) },
    Route(method: .GET, path: "/list", verb: .probe) { _ in
      let body = HTTPResponse.Body.stream(length: nil) { writer in
        try await writer.write([0x5B])
        throw ill("job 8: 11 is not a state")
      }
      return HTTPResponse(.ok, contentType: .json, body: body)
    },
  ]

  @Test func answerThatIsOurOwnFaultStandsInTheLog() async throws {
    let lines = Noted<[NotedLine]>([])
    let logger = Logger(label: "test") { _ in NotingLogHandler(lines: lines) }
    try await withFront(routes: Self.routes, logger: logger) { front in
      let client = try await front.connect()
      for path in ["/ill", "/full", "/ill"] {
        let answer = try await client.exchange("GET \(path) HTTP/1.1\r\nHost: jobd\r\n\r\n")
        #expect(answer.status == (path == "/full" ? 507 : 500))
      }
      client.close()
      // Nobody is told but the log.
      let other = try await front.connect()
      try await other.send("GET /list HTTP/1.1\r\nHost: jobd\r\n\r\n")
      #expect(try await eventually { lines.value.count { $0.level == .error } == 2 })
      other.close()
    }
    let said = lines.value.filter { $0.level == .error }
    #expect(said.map { $0.metadata["route"] } == ["/ill", "/list"])
    let errors = said.map { $0.metadata["error"].map { "\($0)" } ?? "" }
    #expect(errors.count == 2 && errors[0].contains("job 7") && errors[1].contains("job 8"), "\(errors)")
  }
}
