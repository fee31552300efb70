// Ctrl-C while a batch is waited for: the batch goes on by itself, which is said, and can be cancelled at once.

import JobClient
import JobWire

/// A wait for a batch that says what becomes of it when the wait is interrupted.
struct InterruptedBatch: Sendable {
  /// How long a person can take the offer to cancel it.
  private static let offerSeconds = 5

  let client: JobClient
  let id: Int64
  var terminal = Terminal.errors

  /// Runs `body`, which may be interrupted.
  func offer(_ body: @escaping @Sendable () async throws -> Void) async throws {
    let interrupts = Interrupts.stream()
    if try await isDone(body, before: interrupts) { return }
    // A person at a terminal can press Ctrl-C again; whoever sent TERM to a script cannot.
    if terminal.width == nil {
      Console.note("jobctl: batch \(id) goes on without this command; `jobctl batch cancel \(id)` cancels it")
    } else {
      Console.note(
        "jobctl: batch \(id) goes on without this command; press Ctrl-C again within \(Self.offerSeconds) s to cancel it"
      )
      if await isPressed(interrupts) { try await cancel(unless: interrupts) }
    }
    throw CommandFailure(.command(130))
  }

  /// Whether `body` ends before the next interrupt, which cancels it.
  private func isDone(
    _ body: @escaping @Sendable () async throws -> Void, before interrupts: AsyncStream<Int32>
  ) async throws -> Bool {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        var iterator = interrupts.makeAsyncIterator()
        _ = await iterator.next()
        return false
      }
      group.addTask {
        try await body()
        return true
      }
      defer { group.cancelAll() }
      return try await group.next() ?? true
    }
  }

  private func isPressed(_ interrupts: AsyncStream<Int32>) async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        var iterator = interrupts.makeAsyncIterator()
        return await iterator.next() != nil && !Task.isCancelled
      }
      group.addTask {
        try? await Task.sleep(for: .seconds(Self.offerSeconds))
        return false
      }
      defer { group.cancelAll() }
      return await group.next() ?? false
    }
  }

  /// If the daemon does not answer, one more Ctrl-C leaves.
  private func cancel(unless interrupts: AsyncStream<Int32>) async throws {
    Console.note("jobctl: cancelling batch \(id)")
    if try await !isDone({ try await cancel() }, before: interrupts) {
      Console.note("jobctl: whether batch \(id) is cancelled is not known; `jobctl batch show \(id)` tells")
    }
  }

  private func cancel() async throws {
    do throws(ClientError) {
      let batch = try await client.cancelBatch(id, reason: "interrupted")
      Console.note("jobctl: batch \(id) is being cancelled: \(Tally(batch).text)")
    } catch {
      if error.problem?.wireCode != .invalidState { throw error }
      Console.note("jobctl: batch \(id) is done already")
    }
  }
}
