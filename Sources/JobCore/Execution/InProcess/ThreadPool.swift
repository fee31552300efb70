// Threads of our own on which handlers may block: a task executor (SE-0417), so that what such a handler awaits comes
// back to its pool, and neither the cooperative pool nor another handler's thread is ever held up.

import Glibc

/// A pool of threads.
///
/// Threads are made when there is work for them. A handler that does not end when told to keeps its thread, and gets a
/// replacement, until there are twice as many threads as asked for: from then on the pool carries less.
final class ThreadPool: TaskExecutor {
  struct State {
    var work: [UnownedJob] = []
    /// The first of `work` that nobody has taken.
    var head = 0
    /// Threads that are there, and those of them that wait for work.
    var threads = 0
    var idle = 0
    /// Handlers that run here; those that are stuck are among them.
    var attempts = 0
    var stuck = 0
    var isClosed = false

    var waiting: Int { work.count - head }

    mutating func take() -> UnownedJob? {
      if head == work.count { return nil }
      let job = work[head]
      head += 1
      if head == work.count {
        work.removeAll(keepingCapacity: true)
        head = 0
      }
      return job
    }
  }

  /// A thread could not be made; `code` is its errno.
  struct NoThread: Error {
    let code: Int32
  }

  let name: String
  let size: Int
  private let gate = ThreadGate(State())
  private let capacityChanged: @Sendable (Int) -> Void

  /// - Parameter capacityChanged: hears how many handlers the pool can carry, whenever that changes. Called under the
  ///   lock, so that of two changes the later one stays; it must not call back.
  init(name: String, size: Int, capacityChanged: @escaping @Sendable (Int) -> Void) {
    self.name = name
    self.size = size
    self.capacityChanged = capacityChanged
  }

  // MARK: Attempts

  /// A handler is about to be started here: there is a thread for it, or an error.
  func begin() throws(NoThread) {
    let isShort = gate.withLock { state in
      state.attempts += 1
      return Self.reserve(&state, size, if: state.threads < state.attempts)
    }
    guard isShort, let failure = startThread() else { return }
    gate.withLock { $0.attempts -= 1 }
    throw failure
  }

  /// A handler has returned.
  ///
  /// - Returns: how many handlers the pool can carry, if that has changed.
  @discardableResult func end(wasStuck: Bool) -> Int? {
    let (isClosed, changed) = gate.withLock { state in
      state.attempts -= 1
      return (state.isClosed, wasStuck ? countStuck(-1, &state) : nil)
    }
    if wasStuck || isClosed { gate.ringForAll() }
    return changed
  }

  /// A handler was told to end and has not: its thread is lost until it does.
  ///
  /// - Returns: how many handlers the pool can carry, if that has changed.
  @discardableResult func loseThread() -> Int? {
    let (isShort, changed) = gate.withLock { state in
      let changed = countStuck(1, &state)
      return (Self.reserve(&state, size, if: state.waiting > state.idle), changed)
    }
    if isShort { _ = startThread() }
    return changed
  }

  private func countStuck(_ change: Int, _ state: inout State) -> Int? {
    let before = capacity(state)
    state.stuck += change
    let after = capacity(state)
    capacityChanged(after)
    return after == before ? nil : after
  }

  /// No new attempt will come. Threads end when the last handler has; one that never returns keeps its own.
  func close() {
    gate.withLock { $0.isClosed = true }
    gate.ringForAll()
  }

  /// Handlers that were given up and still run.
  var stuckCount: Int {
    gate.withLock { max(0, $0.stuck) }
  }

  private func capacity(_ state: State) -> Int {
    min(size, max(0, 2 * size - max(0, state.stuck)))
  }

  /// The threads there may be.
  private static func allowed(_ state: State, _ size: Int) -> Int {
    size + min(size, max(0, state.stuck))
  }

  /// Counts a thread that is about to be made, where one is needed and allowed.
  private static func reserve(_ state: inout State, _ size: Int, if isNeeded: Bool) -> Bool {
    guard isNeeded, state.threads < allowed(state, size) else { return false }
    state.threads += 1
    return true
  }

  // MARK: Work

  func enqueue(_ job: consuming ExecutorJob) {
    let unowned = UnownedJob(job)
    let isShort = gate.withLock { state in
      state.work.append(unowned)
      return Self.reserve(&state, size, if: state.waiting > state.idle)
    }
    // If no thread can be made, one that exists takes the work: an attempt does not begin without a thread.
    if isShort { _ = startThread() }
    gate.ring()
  }

  /// Makes the thread that was counted; the error if that is not possible.
  private func startThread() -> NoThread? {
    var thread = pthread_t()
    let pool = Unmanaged.passRetained(self)
    let code = pthread_create(&thread, nil, poolThread, pool.toOpaque())
    // Nobody joins: the end of the process must not wait for a thread that is stuck.
    if code == 0 { pthread_detach(thread) }
    if code == 0 { return nil }
    pool.release()
    gate.withLock { $0.threads -= 1 }
    return NoThread(code: code)
  }

  /// The life of one thread.
  fileprivate func serve() {
    while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
  }

  /// Blocks until there is work; `nil` when this thread is no longer needed.
  private func next() -> UnownedJob? {
    var isIdle = false
    let job: UnownedJob? = gate.wait { state -> UnownedJob?? in
      if isIdle { state.idle -= 1 }
      isIdle = false
      if state.threads > Self.allowed(state, size) || state.isClosed && state.attempts == 0 && state.waiting == 0 {
        state.threads -= 1
        return .some(nil)
      }
      if let job = state.take() { return .some(job) }
      isIdle = true
      state.idle += 1
      return nil
    }
    // This thread may have been the one that was woken for work; then another one has to do it.
    if job == nil { gate.ring() }
    return job
  }
}

/// What a thread does; it owns a reference to its pool.
private func poolThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let argument { Unmanaged<ThreadPool>.fromOpaque(argument).takeRetainedValue().serve() }
  return nil
}
