// While the pieces of something large follow one another, nobody who has come meanwhile waits for the next one as well.

import Dispatch
import Synchronization
import TestSupport
import Testing

@testable import JobCore

@Suite struct GroupCommitTests {
  /// What happened, in order.
  private final class Answers: Sendable {
    let order = Mutex<[String]>([])
    func note(_ name: String) { order.withLock { $0.append(name) } }
  }

  /// An operation that notes when it runs and when it has been answered.
  private func operation(
    _ name: String, _ answers: Answers, isPiece: Bool = false,
    _ body: @escaping @Sendable (Transaction) throws(StoreError) -> Void = { _ in }
  ) -> StoreOperation {
    StoreOperation(
      patience: .none,
      execute: { context throws(StoreError) in
        answers.note("\(name) runs")
        try body(context)
        return { answers.note("\(name) is answered") }
      }, fail: { answers.note("\(name) failed: \($0)") }, isPiece: isPiece)
  }

  @Test func whoCameBeforeAPieceIsAnsweredBeforeItRuns() async throws {
    let bench = try StoreBench(.sqlite)
    let answers = Answers()
    let writer = try bench.writer
    let group = [
      operation("first piece", answers, isPiece: true) { context throws(StoreError) in
        while !context.isPieceDone { context.changes.touches += 1 }
      },
      operation("guest", answers), operation("second piece", answers, isPiece: true),
    ]
    await onQueue(writer) { writer.run(group) }
    #expect(
      answers.order.withLock { $0 } == [
        "first piece runs", "guest runs", "first piece is answered", "guest is answered", "second piece runs",
        "second piece is answered",
      ])
    await bench.store.close()
  }

  @Test func smallThingsShareATransactionWithAPiece() async throws {
    let bench = try StoreBench(.sqlite)
    let answers = Answers()
    let writer = try bench.writer
    let group = [operation("guest", answers), operation("piece", answers, isPiece: true)]
    await onQueue(writer) { writer.run(group) }
    #expect(
      answers.order.withLock { $0 } == ["guest runs", "piece runs", "guest is answered", "piece is answered"])
    await bench.store.close()
  }

  /// Or it would be answered with what had not followed yet.
  @Test func pieceThatIsCutOffFromItsCompanyIsSettled() throws {
    let bench = WriterBench()
    let answer = try bench.rules.run { tx in
      try BatchVerbs.create(NewBatch(jobs: [.noop()]), idempotency: nil, tx)
    }
    guard case .created(let batch, _) = answer else { throw Unexpected(what: "\(answer)") }
    let answered = Noted<[String]>([])
    let pieces = [batch.id, BatchID(99)].map { id in
      StoreOperation(
        patience: .none,
        execute: { tx throws(StoreError) in
          let later = try BatchVerbs.cancel(id, reason: nil, tx)
          while !tx.isPieceDone { tx.changes.touches += 1 }
          return {
            if case .done(let batch) = later.verdict {
              answered.change { $0.append("\(id) is done: \(batch.isDone)") }
            } else {
              answered.change { $0.append("\(id) is not there") }
            }
          }
        }, fail: { _ in }, company: .batchCancels, isPiece: true)
    }
    bench.run(pieces)
    #expect(answered.value == ["\(batch.id) is done: true", "\(BatchID(99)) is not there"])
  }

  private func onQueue(_ writer: GroupCommit, _ body: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
      writer.queue.async {
        body()
        continuation.resume()
      }
    }
  }
}
