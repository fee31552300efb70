// Messages of a worker in Swift as lines: jobd reads from each what was said, whatever is in it.

import Foundation
import Glibc
import Testing

@testable import JobCore

@Suite struct WorkerMessageLineTests {
  private func read(_ line: [UInt8]) throws -> WorkerMessage {
    try line.dropLast().withUnsafeBytes { try WorkerMessage($0) }
  }

  private static let text = "a \"b\"\\\n\r\u{0}\u{1F} ä😀\u{2028}"

  private static let reports: [WorkerReport] = [
    .progress(fraction: 0.1, done: nil, total: nil, note: nil),
    .progress(fraction: nil, done: 0, total: 1 << 53, note: text),
    .progress(fraction: nil, done: nil, total: nil, note: ""), .log(.stdout, text), .log(.stderr, ""),
    .checkpoint([], number: nil), .checkpoint(Array(0...255), number: 7),
    .followUp(Array("{}".utf8), on: .success), .followUp(Array(#"{"a":1}"#.utf8), on: .any),
    .yield(Array("[1]".utf8)), .yield(Array("null".utf8)),
  ]

  private static let ends: [WorkerEnd] = [
    .result(nil), .result(Array(#"{"a": [1,  2]}"#.utf8)), .cancelled, .snooze(micros: 0),
    .snooze(micros: Limits.durationMicrosMax),
    .error(JobFailure(code: text, message: text), traceback: text, mayRetry: true),
    .error(JobFailure(code: "c", message: ""), traceback: nil, mayRetry: false),
  ]

  private static var messages: [WorkerMessage] {
    let others: [WorkerMessage] = [
      .hello(version: 1, handlers: ["a", text]), .hello(version: 1, handlers: []), .pong(1 << 53),
    ]
    return others + reports.map { .report(fence: text, $0) } + ends.map { .end(fence: "1-1-1", $0) }
  }

  @Test func eachIsOneLineAndIsReadAsItWasSaid() throws {
    for message in Self.messages {
      let line = message.line
      #expect(line.last == 10 && line.firstIndex(of: 10) == line.count - 1, "\(message)")
      #expect(try read(line) == message)
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line)) }
    }
  }

  @Test func snoozeIsToTheMicrosecond() throws {
    for micros in [1, 1_995, 1_001_000, 257_227, 86_400_000_001, Limits.durationMicrosMax - 1] as [Int64] {
      #expect(
        try read(WorkerMessage.end(fence: "f", .snooze(micros: micros)).line)
          == .end(fence: "f", .snooze(micros: micros)))
    }
  }

  @Test func lineEndsInAValueAreSpace() throws {
    let line = WorkerMessage.end(fence: "f", .result(Array("[\n1,\r\n2]".utf8))).line
    #expect(try read(line) == .end(fence: "f", .result(Array("[ 1,  2]".utf8))))
  }

  @Test func helloSaysWhoSpeaks() throws {
    let line = WorkerMessage.hello(version: 1, handlers: ["a"]).line
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    #expect(object["pid"] as? Int32 == getpid() && object["v"] as? Int == 1)
  }

  @Test func whatIsUsualIsLeftOut() {
    func text(_ message: WorkerMessage) -> String { String(decoding: message.line, as: UTF8.self) }
    #expect(text(.end(fence: "f", .result(nil))) == "{\"type\":\"result\",\"fence\":\"f\"}\n")
    #expect(
      !text(.end(fence: "f", .error(JobFailure(code: "c", message: "m"), traceback: nil, mayRetry: true))).contains(
        "retry"))
    #expect(!text(.report(fence: "f", .progress(fraction: 1, done: nil, total: nil, note: nil))).contains("done"))
  }
}
