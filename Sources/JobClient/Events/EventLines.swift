// The answer to `GET /v1/events` as events.

import JobWire
import NIOCore

/// Reads one stream of events to its end.
struct EventLines {
  /// The daemon says every 15 seconds that it is there. Whatever is between it and this client may die in silence.
  static let silenceMax: TimeAmount = .seconds(60)
  /// An event has one job, whose tags and name are bounded.
  private static let lineBytesMax = 1 << 20

  private let endpoint: Endpoint
  private let answer: AnswerStream
  private let silenceMax: TimeAmount
  private var splitter = LineSplitter(bytesMax: Self.lineBytesMax)

  init(_ answer: AnswerStream, endpoint: Endpoint, silenceMax: TimeAmount = Self.silenceMax) {
    self.answer = answer
    self.silenceMax = silenceMax
    self.endpoint = endpoint
  }

  /// The next event; nil when the daemon ends the stream.
  mutating func next() async throws(ClientError) -> EventView? {
    while true {
      if let event = try known() { return event }
      guard let piece = try await answer.next(within: silenceMax, .timedOut(endpoint: endpoint)) else { return nil }
      splitter.append(piece)
    }
  }

  /// The next event of those that have come already.
  mutating func known() throws(ClientError) -> EventView? {
    while let line = try line() {
      if !line.isEmpty { return try event(line) }
    }
    return nil
  }

  private mutating func line() throws(ClientError) -> ArraySlice<UInt8>? {
    do throws(LineSplitter.TooLong) { return try splitter.next() } catch {
      throw .answerTooLarge(bytesMax: error.bytesMax)
    }
  }

  private func event(_ line: ArraySlice<UInt8>) throws(ClientError) -> EventView {
    do throws(WireDecodeError) { return try EventView(jsonBytes: Array(line)) } catch {
      throw .unexpectedAnswer(endpoint: endpoint, status: 200, reason: error.description)
    }
  }
}
