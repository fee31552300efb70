// What the jobs of a script write, on the standard streams of the process: as it is where there is one job, else in
// whole lines with the name of the job before them.

import Dispatch
import Glibc
import JobCore
import Synchronization

/// Whole lines out of the output of one job.
struct ScriptLines {
  /// A longer line is shown in parts: who waits for its end may wait for ever.
  private static let lineBytesMax = 64 << 10
  private static let lineEnd = UInt8(ascii: "\n")

  /// Nil: all is passed on as it is.
  let label: [UInt8]?
  private var rest: [UInt8] = []

  init(label: String?) { self.label = label.map { Array("\($0) | ".utf8) } }

  mutating func take(_ bytes: [UInt8]) -> [UInt8] {
    guard let label else { return bytes }
    rest += bytes
    var lines: [UInt8] = []
    var start = rest.startIndex
    while let end = rest[start...].firstIndex(of: Self.lineEnd) {
      lines += label + rest[start...end]
      start = end + 1
    }
    rest.removeSubrange(..<start)
    return rest.count >= Self.lineBytesMax ? lines + finish() : lines
  }

  /// What is left at the end of the output.
  mutating func finish() -> [UInt8] {
    guard let label, !rest.isEmpty else { return [] }
    defer { rest = [] }
    return label + rest + [Self.lineEnd]
  }
}

/// Passes on what jobs write.
final class ScriptOutput: Sendable {
  /// A job whose output is wanted.
  struct Source: Sendable {
    let id: JobID
    let name: String
  }

  private let queue: JobQueue
  private let isLabelled: Bool
  /// How many jobs are followed at once: all that run.
  private let followersMax: Int
  private let sources = AsyncStream<Source>.makeStream()
  /// A reader who takes nothing holds up the followers, and no thread that others need.
  private let writing = DispatchQueue(label: "jobd.script.output")

  init(_ queue: JobQueue, isLabelled: Bool, slots: Int) {
    self.queue = queue
    self.isLabelled = isLabelled
    followersMax = slots + Self.endedMax
  }

  /// Jobs that have ended and are still being read.
  private static let endedMax = 16

  /// From its first attempt to its end.
  func follow(_ source: Source) { sources.continuation.yield(source) }

  /// Nothing more is to be followed.
  func finish() { sources.continuation.finish() }

  /// Returns when all has been written, after `finish`.
  func run() async {
    await withTaskGroup(of: Void.self) { tasks in
      var count = 0
      for await source in sources.stream {
        if count >= followersMax {
          await tasks.next()
          count -= 1
        }
        count += 1
        tasks.addTask { await self.copy(source) }
      }
    }
  }

  /// A line of the script's own.
  func say(_ text: String) async { await write(Array("jobd: \(text)\n".utf8), to: STDERR_FILENO) }

  private func copy(_ source: Source) async {
    await withTaskGroup(of: Void.self) { tasks in
      tasks.addTask { await self.copy(source, .stdout, to: STDOUT_FILENO) }
      tasks.addTask { await self.copy(source, .stderr, to: STDERR_FILENO) }
    }
  }

  private func copy(_ source: Source, _ stream: LogStream, to descriptor: Int32) async {
    var lines = ScriptLines(label: isLabelled ? source.name : nil)
    do throws(JobError) {
      let follower = try await queue.follow(source.id, stream: stream, attempt: nil)
      while let bytes = try await follower.next() { await write(lines.take(bytes), to: descriptor) }
    } catch {
      // The queue stops, or its files are gone: what was read is there.
    }
    await write(lines.finish(), to: descriptor)
  }

  private func write(_ bytes: [UInt8], to descriptor: Int32) async {
    if bytes.isEmpty { return }
    await withCheckedContinuation { continuation in
      writing.async {
        StandardStream.write(bytes, to: descriptor)
        continuation.resume()
      }
    }
  }
}
