// Orders as a worker in Swift reads them: what jobd wrote, and no more than that.

import Testing

@testable import JobCore

@Suite struct WorkerOrderReadingTests {
  private func read(_ line: some Collection<UInt8>) throws -> WorkerOrder {
    try Array(line).withUnsafeBytes { try WorkerOrder($0) }
  }

  @Test func whatWasWrittenIsRead() throws {
    var task = WorkerTask(
      fence: "7.1", job: 7, attempt: 2, maxAttempts: 3, handler: "thumb", name: "a\n\"b\"", queue: "images",
      payload: Array("[1, 2]".utf8), tags: ["k": "v"])
    task.snoozes = 1
    task.timeoutMillis = 500
    task.deadline = "2026-11-22T08:00:00.000000Z"
    task.checkpoint = [0, 255]
    task.parents = [WorkerTask.Parent(id: 3, state: "succeeded", kind: "shell", path: "/p")]
    task.batches = [WorkerTask.Batch(id: 4, path: "/b")]
    let orders: [WorkerOrder] = [
      .stop, .ping(5), .checkpointed(fence: "f", number: 2, isKept: false),
      .checkpointed(fence: "f", number: 3, isKept: true),
      .cancel(fence: "f", cause: .timeout, reason: "a\nb", graceMillis: 10),
      .cancel(fence: "f", cause: .shutdown, reason: nil, graceMillis: 0), .run(task),
    ]
    for order in orders { #expect(try read(order.line.dropLast()) == order) }
  }

  @Test(arguments: [
    "{}", "[]", "{\"type\":\"dance\"}", "{\"type\":\"cancel\"}", "{\"type\":\"run\",\"fence\":\"f\"}", "{\"type\":1}",
  ])
  func othersAreRefused(_ text: String) {
    #expect(throws: JSONFault.self) { try read(text.utf8) }
  }
}
