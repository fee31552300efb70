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

  func send(_ bytes: [UInt8], isLast: Bool, within micros: Int64) async -> InputAnswer {
    notes.withLock { $0.append("send \(bytes)") }
    return .accepted(bytes.count, isClosed: isLast)
  }
}
