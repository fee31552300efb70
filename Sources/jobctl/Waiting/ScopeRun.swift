// A task group for the shell: a command, and the jobs that are submitted while it runs. Its success waits for all of
// them, its failure or Ctrl-C cancels what is left and waits until that is gone.

import JobClient
import JobWire
import Synchronization

/// One scope, from the start of its command to the end of its jobs.
final class ScopeRun: Sendable {
  private enum Phase {
    case command(LocalCommand)
    case waiting
    case cancelling
  }

  private struct State {
    var phase: Phase
    var wasInterrupted = false
  }

  private let client: JobClient
  private let batch: Int64
  private let state: Mutex<State>
  private let interrupted = AsyncStream<Void>.makeStream()

  init(_ command: LocalCommand, batch: Int64, _ client: JobClient) {
    self.client = client
    self.batch = batch
    state = Mutex(State(phase: .command(command)))
  }

  /// How it ends; 130 if an interrupt came while what was left was being cancelled: that goes on without this process.
  func run() async throws -> ExitStatus {
    let interrupts = Interrupts.stream()
    return try await withThrowingTaskGroup(of: ExitStatus.self) { group in
      group.addTask { try await self.body() }
      group.addTask {
        for await number in interrupts where self.isLast(number) { break }
        if !Task.isCancelled {
          Console.note("jobctl: batch \(self.batch) is being cancelled without this command")
        }
        return .command(130)
      }
      defer { group.cancelAll() }
      return try await group.next() ?? .other
    }
  }

  /// What an interrupt means; true if nothing more is waited for.
  private func isLast(_ number: Int32) -> Bool {
    state.withLock { state in
      state.wasInterrupted = true
      switch state.phase {
      case .command(let child): child.send(number, unlessFromTerminal: Terminal.isInput)
      case .waiting: interrupted.continuation.yield()
      case .cancelling: return true
      }
      return false
    }
  }

  private func body() async throws -> ExitStatus {
    guard case .command(let child) = state.withLock({ $0.phase }) else { return .other }
    let code = await child.status()
    let isInterrupted = state.withLock { state in
      state.phase = .waiting
      return state.wasInterrupted
    }
    if code == 0, !isInterrupted {
      try await close()
      if let done = try await doneBeforeInterrupt() { return report(done) }
      Console.note("jobctl: interrupted; cancelling batch \(batch)")
    }
    state.withLock { $0.phase = .cancelling }
    _ = report(try await cancelled())
    return .command(code == 0 ? 130 : code)
  }

  private func close() async throws {
    try await unlessDone { client, batch in _ = try await client.closeBatch(batch) }
  }

  private func cancelled() async throws -> BatchView {
    try await unlessDone { client, batch in _ = try await client.cancelBatch(batch, reason: "scope") }
    return try await client.wait(batch: batch)
  }

  /// It may have been ended from elsewhere, by its time or by its first failure.
  private func unlessDone(_ verb: (JobClient, Int64) async throws -> Void) async throws {
    do {
      try await verb(client, batch)
    } catch let error as ClientError where error.problem?.wireCode == .invalidState {}
  }

  private func doneBeforeInterrupt() async throws -> BatchView? {
    try await withThrowingTaskGroup(of: BatchView?.self) { group in
      group.addTask { try await self.client.wait(batch: self.batch) }
      group.addTask {
        var iterator = self.interrupted.stream.makeAsyncIterator()
        _ = await iterator.next()
        return nil
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }

  private func report(_ done: BatchView) -> ExitStatus {
    let tally = Tally(done)
    if tally.status != .fine { Console.note("jobctl: batch \(batch): \(tally.text)") }
    return tally.status
  }
}

extension LocalCommand {
  /// Ctrl-C reaches it by itself: the terminal sends it to all that run in front.
  fileprivate func send(_ signal: Int32, unlessFromTerminal isTerminal: Bool) {
    if signal != Interrupts.fromTerminal || !isTerminal { send(signal) }
  }
}
