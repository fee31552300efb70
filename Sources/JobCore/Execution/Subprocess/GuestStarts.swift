// Starts of commands as other users. Some steps of them are taken as the user, who can keep them waiting: a directory
// or a program may lie in a file system of the user's own, which does not answer. So each user has a few threads for
// it, and the starts of nobody else wait for them.

import Glibc
import Synchronization

/// The starts that are under way, by their user.
final class GuestStarts: Sendable {
  static let shared = GuestStarts()

  /// Calls `reaped` when the child has ended and is reaped.
  typealias Watching = @Sendable (_ child: pid_t, _ reaped: @escaping @Sendable () -> Void) -> Void

  private struct Line {
    var running = 0
    var waiting: ArraySlice<@Sendable () -> Void> = []
    /// Killed before their program was there, and not ended yet.
    var unreaped = 0
  }

  private let lines = Mutex<[uid_t: Line]>([:])
  private let watching: Watching

  init(watching: @escaping Watching = { GuestStarts.watch($0, $1) }) {
    self.watching = watching
  }

  /// Calls `body` when it is its turn, which is at once as long as there are few; it ends with `end`.
  func begin(_ user: uid_t, _ body: @escaping @Sendable () -> Void) {
    let isTurn = change(user) { line in
      if line.running == Limits.guestStartsMax {
        line.waiting.append(body)
        return false
      }
      line.running += 1
      return true
    }
    if isTurn { body() }
  }

  func end(_ user: uid_t) {
    let next = change(user) { line in
      let next = line.waiting.popFirst()
      if next == nil { line.running -= 1 }
      return next
    }
    next?()
  }

  /// Starts a child that becomes this user.
  ///
  /// - Errors: `.left` if too many of that user's have been killed, and have not ended.
  func start(_ start: ChildStart, as user: uid_t, _ descriptors: [Int32]) throws(StartFault) -> pid_t {
    if change(user, { $0.unreaped >= Limits.guestsUnreapedMax }) { throw StartFault(step: .left, number: EAGAIN) }
    do throws(StartFault) {
      return try start.start(descriptors)
    } catch {
      if let child = error.left {
        change(user) { $0.unreaped += 1 }
        watching(child) { self.change(user) { $0.unreaped -= 1 } }
      }
      throw error
    }
  }

  @discardableResult
  private func change<Value: Sendable>(_ user: uid_t, _ body: (inout Line) -> Value) -> Value {
    lines.withLock { lines in
      var line = lines[user] ?? Line()
      let value = body(&line)
      lines[user] = line.running == 0 && line.unreaped == 0 ? nil : line
      return value
    }
  }

  private static func watch(_ child: pid_t, _ reaped: @escaping @Sendable () -> Void) {
    if ChildWatch.shared?.begin(child, { _ in reaped() }) != nil { return }
    // Nobody waits for it, as long as it may take.
    _ = Shield.abandonable(on: nil) {
      _ = await ChildEnd.looking(for: child)
      reaped()
    }
  }
}
