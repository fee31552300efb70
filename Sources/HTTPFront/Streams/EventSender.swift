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
  /// Takes out of a view what its reader may not see of it.
  let adapt: @Sendable (inout EventView) -> Void
  let heartbeat: TimeAmount

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
      try await pages(to: writer, haste)
    }
    // Cut short by anything else, the connection breaks: an orderly end would say that this was all.
    try Task.checkCancellation()
    writer.keepBuffer(under: nil)
  }

  private func pages(to writer: BodyWriter, _ haste: Haste) async throws {
    var reader = reader
    while true {
      let page = try await reader.next()
      var text: [UInt8] = []
      for event in page.events where isVisible(event) {
        format.append(event, to: &text, adapt)
        if text.count >= HTTPLimits.eventPieceBytes {
          try await writer.write(text)
          text.removeAll(keepingCapacity: true)
        }
      }
      // Also when it shows nothing of the page: it is further on nevertheless.
      if text.isEmpty && !page.isLast { format.append(heartbeatAt: page.position, to: &text) }
      if !text.isEmpty { try await writer.write(text) }
      if page.isLast || haste.isOn && reader.isCaughtUp { return }
    }
  }
}
