// The code of the article "Embedding JobCore" and of the README, so that it compiles and does what they say.

import Foundation
import HTTPJobs
import JobCore
import Logging
import Outbound
import ServiceLifecycle
import TestSupport
import Testing
import Webhooks

struct Resize: RunnableJob {
  static let handler = "resize"
  var path: String
  var width: Int

  func run(_ context: JobContext) async throws -> Thumbnail {
    try context.progress(0.5, note: "reading")
    context.logger.info("resizing")
    return Thumbnail(path: path + ".small", width: width)
  }
}

struct Thumbnail: Codable, Hashable {
  var path: String
  var width: Int
}

func makeHandlers() -> HandlerRegistry {
  var retry = RetryRule()
  retry.maxAttempts = 3
  var handlers = HandlerRegistry()
  handlers.register(Resize.self, on: .thread("images"), queue: "images", retry: retry, timeout: .seconds(60))
  handlers.register(Crawl.self)
  return handlers
}

func withQueue(in directory: String, logger: Logger, _ body: (JobQueue) async throws -> Void) async throws {
  var config = JobQueueConfig(dataDirectory: directory, slots: 8)
  config.pools["images"] = PoolSettings(threads: 4)
  let queue = try await JobQueue.open(config, handlers: makeHandlers(), logger: logger)
  let group = ServiceGroup(services: [queue], logger: logger)
  try await withThrowingTaskGroup(of: Void.self) { tasks in
    tasks.addTask { try await group.run() }
    try await body(queue)
    await group.triggerGracefulShutdown()
    try await tasks.waitForAll()
  }
  await queue.close()
}

func openWithHTTP(in directory: String, logger: Logger) async throws -> JobQueue {
  let config = JobQueueConfig(dataDirectory: directory, slots: 8)
  let client = OutboundClient(slots: config.slots, refusesPrivateAddresses: true)
  return try await JobQueue.open(
    config, http: HTTPCarrier(client), callbacks: WebhookSender(client, secretIn: directory), logger: logger)
}

func resize(_ paths: [String], on queue: JobQueue) async throws -> [Thumbnail] {
  let one = try await queue.submit(Resize(path: paths[0], width: 100)) { $0.priority = 5 }
  let first = try await one.value
  let rest = try await queue.withBatch { batch in
    var handles: [JobHandle<Thumbnail>] = []
    for path in paths.dropFirst() { handles.append(try await batch.submit(Resize(path: path, width: 100))) }
    return handles
  }
  return try await [first] + queue.gather(rest)
}

struct Import: RunnableJob {
  static let handler = "import"
  var rows: Int

  func run(_ context: JobContext) async throws -> NoOutput {
    guard rows >= 0 else { throw Discard("there is nothing to import") }
    var row = context.lastCheckpoint.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
    while row < rows {
      try context.heartbeat()
      row += 1
      try context.checkpoint(Array("\(row)".utf8))
      try context.progress(done: Int64(row), total: Int64(rows))
    }
    try context.followUp(Resize(path: "report.png", width: 10))
    return NoOutput()
  }
}

func start(in directory: String, logger: Logger, _ body: (JobQueue) async throws -> Void) async throws {
  await JobWorker.runIfAsked(makeHandlers())
  // Only the server itself comes here: it opens its queue, its database, its sockets.
  try await withQueue(in: directory, logger: logger, body)
}

struct Crawl: StreamingJob {
  static let handler = "crawl"
  var pages: [String]

  func run(_ context: JobContext) async throws -> some AsyncSequence<Thumbnail, any Error> {
    let steps = AsyncThrowingStream<String, any Error> { continuation in
      for page in pages { continuation.yield(page) }
      continuation.finish()
    }
    return steps.map { Thumbnail(path: $0, width: 10) }
  }
}

func crawl(_ pages: [String], on queue: JobQueue) async throws -> [String] {
  let handle = try await queue.submit(Crawl(pages: pages))
  var seen: [String] = []
  for try await thumbnail in handle.values() { seen.append(thumbnail.path) }
  return seen
}

func watch(
  _ queue: JobQueue, until isDone: ([JobID: EventJob]) -> Bool
) async throws -> [JobID: EventJob] {
  var filter = EventFilter()
  filter.jobs.queue = "images"
  var table: [JobID: EventJob] = [:]
  for try await event in try queue.events(filter, snapshot: true) {
    switch event.what {
    case .job(let news):
      guard news.job.rev >= table[news.job.id]?.rev ?? 0 else { continue }
      table[news.job.id] = news.what == .deleted || event.hasLeft ? nil : news.job
    case .gap: table = [:]
    case .batch, .queue, .schedule, .snapshotEnd: break
    }
    if isDone(table) { break }
  }
  return table
}

struct Greeting: RunnableJob {
  static let handler = "greeting"
  var name: String

  func run(_ context: JobContext) async throws -> String { "Hello, \(name)!" }
}

func greet(_ name: String, on queue: JobQueue) async throws -> String {
  let job = try await queue.submit(Greeting(name: name)) { $0.retry.maxAttempts = 3 }
  return try await job.value
}

@Suite struct EmbeddingJobCoreTests {
  @Test func codeOfTheArticleWorks() async throws {
    let scratch = try TemporaryDirectory()
    try await start(in: "\(scratch.path)/data", logger: .silent) { queue in
      let thumbnails = try await resize(["a", "b", "c"], on: queue)
      #expect(thumbnails.map(\.path) == ["a.small", "b.small", "c.small"])
      #expect(try await crawl(["d", "e"], on: queue) == ["d", "e"])
      let table = try await watch(queue) { $0.count == 3 && $0.values.allSatisfy { $0.state == .succeeded } }
      #expect(table.values.allSatisfy { $0.queue == "images" })
    }
  }

  @Test func queueWithHTTPTakesHTTPJobs() async throws {
    let scratch = try TemporaryDirectory()
    let queue = try await openWithHTTP(in: "\(scratch.path)/data", logger: .silent)
    _ = try await queue.submit(.http("http://x.example/") { $0.callbacks = [Callback(.url("http://x.example/"))] })
    await queue.close()
  }

  @Test func exampleOfTheReadmeWorks() async throws {
    var handlers = HandlerRegistry()
    handlers.register(Greeting.self)
    let scratch = try TemporaryDirectory()
    let config = JobQueueConfig(dataDirectory: "\(scratch.path)/data", slots: 1)
    let queue = try await JobQueue.open(config, handlers: handlers, logger: .silent)
    async let ended: Void = queue.run()
    #expect(try await greet("you", on: queue) == "Hello, you!")
    queue.stop(.drain)
    await ended
    await queue.close()
  }

  @Test(arguments: [("Sources/JobCore/JobCore.docc/EmbeddingJobCore.md", 10), ("README.md", 1)])
  func documentHasThisCode(_ document: String, _ count: Int) throws {
    let here = URL(filePath: #filePath)
    let code = try String(contentsOf: here, encoding: .utf8)
    let root = (0..<4).reduce(here) { path, _ in path.deletingLastPathComponent() }
    let text = try String(contentsOf: root.appending(path: document), encoding: .utf8)
    let blocks = text.components(separatedBy: "```swift\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }.filter { !$0.contains("JobClient") }
    #expect(blocks.count == count)
    for block in blocks { #expect(code.contains(block), "not compiled: \(block)") }
  }
}
