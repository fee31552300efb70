// Orders to a worker as lines: one line each, whatever is in them.

import Testing

@testable import JobCore

@Suite struct WorkerOrderLineTests {
  private static let task: WorkerTask = {
    var task = WorkerTask(
      fence: "7.1", job: 7, attempt: 2, maxAttempts: 3, handler: "thumb", name: "a\n\"b\"", queue: "images",
      payload: Array("{\n}".utf8), tags: ["k": "v"])
    task.checkpoint = [0, 255]
    task.parents = [WorkerTask.Parent(id: 3, state: "succeeded", kind: "shell", path: nil)]
    task.batches = [WorkerTask.Batch(id: 4, path: "/b")]
    return task
  }()

  private static let orders: [WorkerOrder] = [
    .stop, .ping(5), .checkpointed(fence: "7.1", number: 2, isKept: false),
    .cancel(fence: "7.1", cause: .timeout, reason: "a\nb", graceMillis: 10), .run(task),
  ]

  @Test func eachIsOneLine() {
    for order in Self.orders {
      let line = order.line
      #expect(line.last == JSONByte.newline && line.dropLast().allSatisfy { $0 != JSONByte.newline })
      #expect(line.dropLast().withUnsafeBytes { JSONScanner.isValue($0) }, "\(order)")
    }
  }

  @Test func whatIsUsualIsLeftOut() {
    let line = String(decoding: WorkerOrder.checkpointed(fence: "f", number: 1, isKept: true).line, as: UTF8.self)
    #expect(line == "{\"type\":\"checkpointed\",\"fence\":\"f\",\"n\":1}\n")
  }
}
