// Standard input as it comes, for what is passed on while its writer goes on writing.

import Dispatch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Our own stdin, piece by piece. Read on a thread of its own, which a cancel wakes.
final class LiveInput: Sendable {
  private static let pieceBytes = 64 << 10

  private let descriptor: Int32
  /// What is written to one end ends the wait at the other.
  private let woken: Int32
  private let waking: Int32
  private let queue = DispatchQueue(label: "jobctl.stdin")

  private init(_ descriptor: Int32, woken: Int32, waking: Int32) {
    (self.descriptor, self.woken, self.waking) = (descriptor, woken, waking)
  }

  deinit {
    for end in [descriptor, woken, waking] { close(end) }
  }

  /// - Errors: a usage error if stdin is closed.
  static func open() throws(CommandFailure) -> LiveInput {
    var ends: [Int32] = [-1, -1]
    // A copy, so that the number stays ours whatever becomes of stdin.
    let descriptor = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
    guard descriptor >= 0, pipe(&ends) == 0 else {
      if descriptor >= 0 { close(descriptor) }
      throw CommandFailure(.usage, "There is no stdin to read.", hint: "Give the command a stdin, or say what to send.")
    }
    return LiveInput(descriptor, woken: ends[0], waking: ends[1])
  }

  /// What comes next, as soon as there is some; nil at the end, and for a task that is cancelled.
  func next() async throws(CommandFailure) -> [UInt8]? {
    let piece: Result<[UInt8]?, CommandFailure> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        queue.async { continuation.resume(returning: self.take()) }
      }
    } onCancel: {
      var byte: UInt8 = 0
      _ = write(waking, &byte, 1)
    }
    return try piece.get()
  }

  /// Waits on this thread.
  private func take() -> Result<[UInt8]?, CommandFailure> {
    var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
    while true {
      var ready = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: woken, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&ready, 2, -1) > 0, ready[1].revents != 0 { return .success(nil) }
      if ready[0].revents == 0 { continue }
      let count = read(descriptor, &piece, piece.count)
      if count > 0 { return .success(Array(piece[..<count])) }
      if count == 0 { return .success(nil) }
      if errno != EAGAIN, errno != EINTR {
        return .failure(CommandFailure(.usage, "stdin cannot be read.", hint: "Check what it was opened on."))
      }
    }
  }
}
