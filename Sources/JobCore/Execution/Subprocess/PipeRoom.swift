// Hears when there is room again in pipes that were full, of all of them on one thread. Dispatch has sources for it, but
// says nothing when the reader of a full pipe has gone.

import CLinux
import Glibc
import Synchronization

/// The pipes in which somebody waits for room.
final class PipeRoom: Sendable {
  private struct Watched {
    let descriptor: Int32
    let ready: @Sendable () -> Void
  }

  private struct State {
    var watched: [UInt64: Watched] = [:]
    var lastToken: UInt64 = 0
  }

  private static let one = Mutex<PipeRoom?>(nil)
  private let state = Mutex(State())
  private let epoll: Int32

  /// There from the first use on; `nil` as long as the machine has no descriptor or no thread for it.
  static var shared: PipeRoom? {
    one.withLock { one in
      if one == nil { one = make() }
      return one
    }
  }

  private init(epoll: Int32) {
    self.epoll = epoll
  }

  private static func make() -> PipeRoom? {
    let epoll = clinux_epoll_create()
    if epoll < 0 { return nil }
    let room = PipeRoom(epoll: epoll)
    var thread = pthread_t()
    let number = pthread_create(
      &thread, nil,
      { pointer in
        if let pointer { Unmanaged<PipeRoom>.fromOpaque(pointer).takeRetainedValue().run() }
        return nil
      }, Unmanaged.passRetained(room).toOpaque())
    if number == 0 {
      pthread_detach(thread)
      return room
    }
    Unmanaged.passUnretained(room).release()
    close(epoll)
    return nil
  }

  /// Calls `ready` once, when there is room in the pipe or its reader is gone; `nil` if the kernel cannot tell.
  ///
  /// - Parameter ready: must not wait: all other pipes wait meanwhile.
  func begin(_ descriptor: Int32, _ ready: @escaping @Sendable () -> Void) -> UInt64? {
    state.withLock { state in
      let token = state.lastToken + 1
      if clinux_epoll_add(epoll, descriptor, UInt32(CLINUX_EPOLL_WRITE), token) != 0 { return nil }
      state.lastToken = token
      state.watched[token] = Watched(descriptor: descriptor, ready: ready)
      return token
    }
  }

  /// The descriptor may be closed afterwards. `ready` may be called just now all the same.
  func forget(_ token: UInt64) {
    _ = take(token)
  }

  private func take(_ token: UInt64) -> Watched? {
    state.withLock { state in
      guard let watched = state.watched.removeValue(forKey: token) else { return nil }
      // Under the lock: afterwards the number may be that of another file.
      _ = clinux_epoll_remove(epoll, watched.descriptor)
      return watched
    }
  }

  /// Never returns.
  private func run() {
    clinux_name_thread("jobd.pipes")
    var signals = sigset_t()
    sigfillset(&signals)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    var tokens = [UInt64](repeating: 0, count: Self.readyMax)
    var readiness = [UInt32](repeating: 0, count: Self.readyMax)
    while true {
      let count = clinux_epoll_wait(epoll, &tokens, &readiness, Int32(Self.readyMax), -1)
      for token in tokens.prefix(max(0, Int(count))) { take(token)?.ready() }
    }
  }

  private static let readyMax = 64
}
