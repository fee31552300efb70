// What became of a child, and how to find out where nobody tells.

import CLinux
import Glibc

/// The end of a child.
enum ChildEnd: Sendable {
  case exited(Int32)
  case signaled(Int32)
  /// It could not be started.
  case failed(StartFault)
  /// It was killed, and nobody has seen it end.
  case unseen

  /// What waitid(2) says.
  init(answer: Int32, code: Int32, signal: Int32) {
    // An end that nobody saw is no number.
    self = answer < 0 ? .unseen : signal == 0 ? .exited(code) : .signaled(signal)
  }

  /// The end of a child that has ended, without reaping it; `nil` if it lives, or was reaped already.
  static func peek(_ pid: pid_t) -> ChildEnd? {
    let (answer, end) = look(pid, reaps: false)
    return answer == 1 ? end : nil
  }

  /// Waits for a child and reaps it: for one that the kernel had no descriptor for. Looks again and again, because in a
  /// shortage of descriptors there may be no thread either, and hardly any child is waited for like this. `nil`, and the
  /// child is not reaped, once it is given up.
  static func looking(
    for pid: pid_t, reaping: ChildWatch.Reaping = { _ = $0() }, isGivenUp: @Sendable () -> Bool = { false }
  ) async -> ChildEnd? {
    while true {
      if isGivenUp() { return nil }
      var found: ChildEnd?
      reaping {
        let (answer, end) = look(pid, reaps: true)
        if answer != 0 { found = end }
        return answer != 0
      }
      if let found { return found }
      try? await Task.sleep(for: .micros(Limits.unwatchedChildMicros))
    }
  }

  /// 0 while it lives.
  private static func look(_ pid: pid_t, reaps: Bool) -> (Int32, ChildEnd) {
    var code: Int32 = 0
    var signal: Int32 = 0
    let answer = clinux_child_look(pid, reaps ? 1 : 0, &code, &signal)
    return (answer, ChildEnd(answer: answer, code: code, signal: signal))
  }
}
