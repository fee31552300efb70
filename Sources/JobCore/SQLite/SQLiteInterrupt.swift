// The one thing that may be done to a connection from another thread: to make it give up what it is doing.

import CSQLite
import Dispatch
import Synchronization

/// Interrupts a connection as long as it is open.
final class SQLiteInterrupt: Sendable {
  /// Safe: sqlite3_interrupt may be called from any thread, but only while the connection is open, which the lock sees to.
  private struct Handle: @unchecked Sendable {
    var pointer: OpaquePointer?
  }

  private let handle: Mutex<Handle>
  private static let queue = DispatchQueue(label: "jobd.store.interrupt", qos: .userInitiated)
  private static let pauseMillis = 20

  init(_ pointer: OpaquePointer) {
    handle = Mutex(Handle(pointer: pointer))
  }

  /// Whatever the connection does from now on fails with SQLITE_INTERRUPT, until it is closed.
  ///
  /// SQLite forgets an interrupt that comes a moment before its statement begins, so it is said again.
  func giveUp() {
    let isOpen = handle.withLock { handle in
      guard let pointer = handle.pointer else { return false }
      sqlite3_interrupt(pointer)
      return true
    }
    guard isOpen else { return }
    Self.queue.asyncAfter(deadline: .now() + .milliseconds(Self.pauseMillis)) { self.giveUp() }
  }

  /// The connection is about to be closed.
  func forget() {
    handle.withLock { $0.pointer = nil }
  }
}
