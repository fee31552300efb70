// Sends events as they come, at the pace of their reader.

import JobCore
import JobWire
import NIOCore

/// One stream of events.
struct EventSender: Sendable {
  let reader: EventReader
  let format: EventFormat
  /// Whether its reader may see this.
  let isVisible: @Sendable (QueueEvent) -> Bool
  /// Takes out of the view of a queue or a schedule what its reader may not see of it.
  let adapt: @Sendable (inout EventView) -> Void
  let heartbeat: TimeAmount
  /// Between two writes of changes, where they come fast.
  let pace: TimeAmount

  /// Until the end of the events, of the daemon, or of the task. Whoever will send nothing more is told what there is,
  /// and then the stream ends.
  func send(to writer: BodyWriter, _ haste: Haste) async throws {
    writer.keepBuffer(under: HTTPLimits.eventBufferBytes)
    let seat = reader.seat
    let timer = writer.eventLoop.scheduleRepeatedTask(initialDelay: heartbeat, delay: heartbeat) { _ in seat.nudge() }
    defer { timer.cancel() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        await haste.untilItBegins()
        seat.nudge()
      }
      defer { group.cancelAll() }
      try await pieces(to: writer, haste)
    }
    // Cut short by anything else, the connection breaks: an orderly end would say that this was all.
    try Task.checkCancellation()
    writer.keepBuffer(under: nil)
  }

  private func pieces(to writer: BodyWriter, _ haste: Haste) async throws {
    var reader = reader
    while true {
      // Nothing more is waited for.
      if haste.isOn { reader.seat.nudge() }
      let piece = try await piece(&reader)
      if !piece.text.isEmpty { try await writer.write(piece.text) }
      if piece.isLast { return }
      if haste.isOn {
        reader.hurry()
        if reader.isCaughtUp { return }
      } else if piece.isOfChanges {
        await gather(reader, on: writer.eventLoop)
      }
    }
  }

  /// Whoever has just been told of changes is told of the next ones together: the first after a quiet time goes at once.
  private func gather(_ reader: EventReader, on eventLoop: any EventLoop) async {
    let seat = reader.seat
    // It cannot come too early: until the reader lets them gather, nothing else runs on this loop.
    let timer = eventLoop.scheduleTask(in: pace) { seat.endGathering() }
    await reader.gather()
    timer.cancel()
  }

  private struct Piece {
    var text: [UInt8] = []
    let isOfChanges: Bool
    let isLast: Bool
  }

  /// A page as it is sent. The page itself is gone before anybody waits for room: a slow reader holds its text alone.
  private func piece(_ reader: inout EventReader) async throws -> Piece {
    let page = try await reader.next()
    var piece = Piece(isOfChanges: page.isOfChanges, isLast: page.isLast)
    for event in page.events where isVisible(event) { format.append(event, to: &piece.text, adapt) }
    // Also when it shows nothing of the page: it is further on nevertheless.
    if piece.text.isEmpty && !page.isLast { format.append(heartbeatAt: page.position, to: &piece.text) }
    return piece
  }
}
