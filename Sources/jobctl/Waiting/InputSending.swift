// Input on its way to one attempt of a job, be it a text or what comes on our own stdin.

import JobClient
import JobWire

/// Sends to the stdin of a running command, and waits as long as that does not read.
struct InputSending: Sendable {
  /// Of the store that the client knows by now.
  let client: JobClient
  let id: Int64

  /// Sends all of it, to the attempt that gets the first byte and to no other.
  ///
  /// - Returns: how much that was in all.
  func run(_ bytes: [UInt8], attempt: Int?, close: Bool) async throws -> InputReply {
    var isSaid = false
    return try await client.sendAll(input: bytes, to: id, attempt: attempt, close: close) {
      if !isSaid { Console.note("jobctl: job \(id) does not read its stdin at the moment; still trying") }
      isSaid = true
    }
  }

  /// The same with what comes on stdin, until its end. A task that is cancelled sends no more, and no end.
  func run(_ input: LiveInput, attempt: Int?, close: Bool) async throws -> InputReply {
    var sent = InputReply(accepted: 0, attempt: attempt ?? 0, closed: false)
    while let piece = try await input.next() { try await add(piece, to: &sent, close: false) }
    try Task.checkCancellation()
    if close { try await add([], to: &sent, close: true) }
    return sent
  }

  private func add(_ piece: [UInt8], to sent: inout InputReply, close: Bool) async throws {
    let reply = try await run(piece, attempt: sent.attempt > 0 ? sent.attempt : nil, close: close)
    sent = InputReply(accepted: sent.accepted + reply.accepted, attempt: reply.attempt, closed: reply.closed)
  }
}
