// A command that is none: it notes what it is asked for.

import Synchronization

@testable import JobCore

final class NotedCommand: RunningCommand {
  private let takes: Set<Int32>
  private let notes = Mutex<[String]>([])

  /// - Parameter takes: the signals it answers true to.
  init(takes: Set<Int32> = []) {
    self.takes = takes
  }

  var asked: [String] { notes.withLock { $0 } }

  func signal(_ number: Int32) -> Bool {
    notes.withLock { $0.append("signal \(number)") }
    return takes.contains(number)
  }

  func freeze() { notes.withLock { $0.append("freeze") } }
  func thaw() { notes.withLock { $0.append("thaw") } }

  func send(_ order: InputOrder) async -> InputAnswer {
    notes.withLock { $0.append("send \(order.bytes)") }
    return .accepted(order.bytes.count, isClosed: order.isLast)
  }
}
