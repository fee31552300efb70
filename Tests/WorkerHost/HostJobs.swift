// The jobs of the host: one for each thing that can happen to a handler in a worker process.

import Foundation
import JobCore
import Logging

/// Everything that is registered.
enum HostJobs {
  static func register(in handlers: inout HandlerRegistry) {
    handlers.register(Square.self, on: .process)
    handlers.register(Misfortune.self, on: .process)
    handlers.register(Waiting.self, on: .process)
    handlers.register(Resuming.self, on: .process)
    handlers.register(Talking.self, on: .process)
    handlers.register(Following.self, on: .process)
    handlers.register(Combine.self, on: .process)
    handlers.register(Looking.self, on: .process)
    handlers.register(Counting.self, on: .process)
    handlers.register("raw", on: .process) { context in Array((context.payload ?? "").utf8) }
  }
}

/// A value that has a type.
struct Square: RunnableJob {
  static let handler = "square"
  var number: Int

  func run(_ context: JobContext) async throws -> Int { number * number }
}

/// The ways in which a handler can fail.
struct Misfortune: RunnableJob {
  static let handler = "misfortune"
  var kind: String

  struct Oops: Error {}

  func run(_ context: JobContext) async throws -> NoOutput {
    switch kind {
    case "throw": throw Oops()
    case "name": throw HandlerError(code: "E42", message: "as asked")
    case "discard": throw Discard("of no use")
    case "snooze": if context.snoozes < 2 { throw Snooze(for: .milliseconds(1)) }
    case "trap": fatalError("no such luck")
    case "exit": exit(7)
    case "large": throw HandlerError(code: "large", message: String(repeating: "x", count: 2_000_000))
    default: throw CancellationError()
    }
    return NoOutput()
  }
}

/// Works until it is told to end, in one way or another.
struct Waiting: RunnableJob {
  static let handler = "waiting"
  /// `sleeps`, `spins`, `child`, `deaf`, or `value`, which returns one in spite of it.
  var how: String

  func run(_ context: JobContext) async throws -> String {
    print("pid \(getpid())")
    switch how {
    // Safe: a cancel ends it.
    case "sleeps": try await Task.sleep(for: .seconds(600))
    case "spins": while true { try context.heartbeat() }
    case "child":
      print(Self.startChild())
      while true { try context.heartbeat() }
    case "deaf": while true { pause() }
    default:
      // Safe: the pause between two looks.
      while context.cancellationCause == nil { usleep(1_000) }
    }
    return context.cancellationCause?.rawValue ?? "none"
  }
}

extension Waiting {
  /// A process that outlives its worker, unless somebody sees to it.
  private static func startChild() -> String {
    guard let pipe = popen("echo child $$; exec sleep 600", "r") else { return "" }
    var bytes = [CChar](repeating: 0, count: 100)
    fgets(&bytes, 100, pipe)
    return String(decoding: bytes.prefix { $0 != 10 && $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// Keeps a checkpoint, dies, and goes on from it.
struct Resuming: RunnableJob {
  static let handler = "resuming"
  var flushes: Bool

  func run(_ context: JobContext) async throws -> String {
    if let kept = context.lastCheckpoint { return String(decoding: kept, as: UTF8.self) }
    for row in 1...50 { try context.checkpoint(Array("row \(row)".utf8)) }
    if flushes {
      try await context.flushCheckpoint()
      kill(getpid(), SIGKILL)
    }
    throw HandlerError(code: "again", message: "")
  }
}

/// Says something on every way there is.
struct Talking: RunnableJob {
  static let handler = "talking"
  var text: String

  func run(_ context: JobContext) async throws -> NoOutput {
    print("printed \(text)")
    context.logger.info("logged \(text)", metadata: ["key": "value"])
    context.logger.debug("not shown")
    for done in 1...200_000 { try context.progress(done: Int64(done), total: 200_000, note: text) }
    return NoOutput()
  }
}

/// Asks for follow-ups.
struct Following: RunnableJob {
  static let handler = "following"
  var number: Int
  var unknown: String?
  /// So many bytes for a command to count, all values among them.
  var input: Int?

  func run(_ context: JobContext) async throws -> Int {
    if let input {
      var counting = NewJob(.exec(argv: ["sha256sum"]))
      counting.process.stdin = (0..<input).map { UInt8(truncatingIfNeeded: $0) }
      try context.followUp(counting)
      return input
    }
    try context.followUp(Square(number: number)) { $0.name = "second" }
    do throws(SubmitError) {
      try context.followUp(Square(number: 0)) { $0.priority = 1_000_000 }
    } catch {
      print("refused")
    }
    if let unknown { try context.followUp(NewJob(.handler(name: unknown, payload: nil))) }
    return number
  }
}

/// Adds up what the members of its batches made.
struct Combine: RunnableJob {
  static let handler = "combine"

  struct Sums: Codable, Sendable {
    var failed = 0
    var sum = 0
  }

  func run(_ context: JobContext) async throws -> Sums {
    var sums = Sums()
    for batch in context.batches {
      for try await member in batch.members {
        guard member.state == .succeeded, let result = try await member.result() else {
          sums.failed += 1
          continue
        }
        sums.sum += Int(String(decoding: result.bytes, as: UTF8.self)) ?? 0
      }
    }
    return sums
  }
}

/// What a handler sees of its job and its process.
struct Looking: RunnableJob {
  static let handler = "looking"

  struct Seen: Codable, Sendable {
    var id: Int64
    var name: String
    var queue: String
    var attempt: Int
    var maxAttempts: Int
    var snoozes: Int
    var executor: String
    var tags: [String: String]
    var timeoutSeconds: Int64?
    var deadlineMicros: Int64?
    var jobDeadlineIsEarlier: Bool
    var isCurrent: Bool
    var parents: [String]
    var variables: [String]
    var openInChild: String
  }

  func run(_ context: JobContext) async throws -> Seen {
    var parents: [String] = []
    for parent in context.parents {
      let result = try await parent.result()
      let text = result.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "nothing"
      let start = try await parent.result(bytesMax: 1).map { $0.bytes.count } ?? 0
      parents.append("\(parent.state.name) \(text) \(start) \(result.map { "\($0.source)" } ?? "")")
    }
    return Seen(
      id: context.id.value, name: context.name, queue: context.queue, attempt: context.attempt,
      maxAttempts: context.maxAttempts, snoozes: context.snoozes, executor: context.executor, tags: context.tags,
      timeoutSeconds: context.timeout?.components.seconds, deadlineMicros: context.deadline?.micros,
      jobDeadlineIsEarlier: context.deadline.map { deadline in
        context.timeout.map { SystemClock().now().advanced(byMicros: $0.components.seconds * 1_000_000) > deadline }
          ?? true
      } ?? false, isCurrent: JobContext.current?.id == context.id, parents: parents,
      variables: ProcessInfo.processInfo.environment.keys.filter { $0.hasPrefix("JOBD_") }.sorted(),
      openInChild: Self.shell("ls /proc/self/fd | tr '\\n' ' '"))
  }

  /// The output of a command that is started by this worker.
  private static func shell(_ command: String) -> String {
    guard let pipe = popen(command, "r") else { return "" }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = fread(&bytes, 1, bytes.count, pipe)
    pclose(pipe)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
