// A lock with a condition to wait for, which Swift's own Mutex does not have: where threads of a pool wait for work.

import Glibc

/// State that threads share and wait for.
final class ThreadGate<State>: Sendable {
  // Safe: both are made before anybody can know of the gate, stay where they are, and are destroyed with it.
  private nonisolated(unsafe) let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private nonisolated(unsafe) let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  /// Safe: reached only by who holds the lock.
  private nonisolated(unsafe) var state: State

  init(_ state: sending State) {
    self.state = state
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs `body` alone with the state.
  func withLock<Value>(_ body: (inout State) -> Value) -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body(&state)
  }

  /// Blocks the calling thread until `body` returns a value; it is asked now, and whenever the gate was rung.
  func wait<Value>(_ body: (inout State) -> Value?) -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let value = body(&state) { return value }
      pthread_cond_wait(condition, mutex)
    }
  }

  /// Lets one of those who wait look again.
  func ring() {
    pthread_cond_signal(condition)
  }

  /// Lets all of those who wait look again.
  func ringForAll() {
    pthread_cond_broadcast(condition)
  }
}
