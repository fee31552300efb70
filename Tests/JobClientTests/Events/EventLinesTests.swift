// One stream of events: line by line, to its end, and not for ever where nothing comes.

import JobWire
import NIOCore
import TestSupport
import Testing

@testable import JobClient

@Suite struct EventLinesTests {
  private static let head = "HTTP/1.1 200 OK\r\n\r\n"

  /// The names of the events of an answer, and why it ended.
  private func read(_ steps: [WebHost.Step], silence: Int64 = 60_000) async throws -> (names: [String], ClientError?) {
    let host = try await WebHost { _ in [.send(Self.head)] + steps }
    var names: [String] = []
    var failure: ClientError?
    try await WebTransport.with(host) { transport async throws in
      var request = ClientRequest(.get, "/")
      request.endsAnywhere = true
      let answer = try await transport.open(request)
      var lines = EventLines(answer, endpoint: transport.endpoint, silenceMax: .milliseconds(silence))
      do throws(ClientError) {
        while let event = try await lines.next() { names.append(event.event) }
      } catch {
        failure = error
      }
    }
    return (names, failure)
  }

  @Test func linesAreReadToTheEnd() async throws {
    let text = #"{"event":"a"}"# + "\n\n" + #"{"event":"b"}"# + "\n"
    let (names, failure) = try await read([.send(text), .close])
    #expect(names == ["a", "b"] && failure == nil)
  }

  @Test func halfALineIsNoEvent() async throws {
    let (names, failure) = try await read([.send(#"{"event":"a"}"# + "\n" + #"{"event":"b""#), .close])
    #expect(names == ["a"] && failure == nil)
  }

  @Test func lineThatDoesNotEndIsGivenUp() async throws {
    let (_, failure) = try await read([.flood([UInt8](repeating: 0x20, count: 1 << 16))])
    guard case .answerTooLarge = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func daemonThatSaysNothingIsNotThere() async throws {
    let (names, failure) = try await read([.send(#"{"event":"a"}"# + "\n")], silence: 50)
    #expect(names == ["a"])
    guard case .timedOut = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }
}
