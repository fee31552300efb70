// A stream of events as its client reads it, piece by piece.

import JobWire

@testable import HTTPFront

/// Reads the answer to `GET /v1/events`.
final class EventFeed {
  private let raw: RawClient
  /// Received, and not taken apart yet.
  private var received: [UInt8] = []
  /// The body, as far as it is not handed out yet.
  private var body: [UInt8] = []
  private(set) var head = ""
  private(set) var isOver = false
  /// Pieces in which the body has come.
  private(set) var pieceCount = 0

  /// Asks, and reads the head of the answer.
  ///
  /// - Parameter fields: of the request, each with its line break.
  init(_ raw: RawClient, _ query: String = "", accept: String = "application/x-ndjson", fields: String = "")
    async throws
  {
    self.raw = raw
    let target = query.isEmpty ? "/v1/events" : "/v1/events?\(query)"
    let request = TestClient.request("GET", target, fields: "Accept: \(accept)\r\n\(fields)")
    try await raw.send(
      fields.contains("Authorization") ? request.replacing("Host: jobd", with: "Host: localhost") : request)
    while head.isEmpty {
      try await receive()
      guard let end = Self.index(of: "\r\n\r\n", in: received) else { continue }
      head = String(decoding: received[..<end], as: UTF8.self)
      received.removeFirst(end + 4)
    }
  }

  var status: String { String(head.dropFirst("HTTP/1.1 ".count).prefix(3)) }

  /// The next text that ends with `end`, without it; `nil` at the end of the stream.
  func text(before end: String) async throws -> String? {
    while true {
      if let index = Self.index(of: end, in: body) {
        let text = String(decoding: body[..<index], as: UTF8.self)
        body.removeFirst(index + end.utf8.count)
        return text
      }
      if isOver { return nil }
      if !takeChunk() { try await receive() }
    }
  }

  /// The next event of a stream of lines, signs of life left out; `nil` at its end.
  func next() async throws -> EventView? {
    while let line = try await text(before: "\n") {
      let event = try EventView(jsonBytes: Array(line.utf8))
      if event.event != "heartbeat" { return event }
    }
    return nil
  }

  /// The next so many.
  func next(_ count: Int) async throws -> [EventView] {
    var events: [EventView] = []
    while events.count < count, let event = try await next() { events.append(event) }
    return events
  }

  /// All until one of this name, which is among them.
  func through(_ name: String) async throws -> [EventView] {
    var events: [EventView] = []
    while let event = try await next() {
      events.append(event)
      if event.event == name { break }
    }
    return events
  }

  func close() { raw.close() }

  private func takeChunk() -> Bool {
    guard let lineEnd = Self.index(of: "\r\n", in: received),
      let size = Int(String(decoding: received[..<lineEnd], as: UTF8.self), radix: 16),
      received.count >= lineEnd + 2 + size + 2
    else { return false }
    body += received[(lineEnd + 2)..<(lineEnd + 2 + size)]
    received.removeFirst(lineEnd + 2 + size + 2)
    isOver = size == 0
    if !isOver { pieceCount += 1 }
    return true
  }

  private func receive() async throws {
    let bytes = try await raw.receive()
    if bytes.isEmpty { throw RawClient.Failure("the stream breaks off") }
    received += bytes
  }

  private static func index(of text: String, in bytes: [UInt8]) -> Int? {
    let needle = Array(text.utf8)
    guard bytes.count >= needle.count else { return nil }
    return (0...bytes.count - needle.count).first { bytes[$0..<$0 + needle.count].elementsEqual(needle) }
  }
}
