// What a key does to the row that is chosen.

import JobClient
import JobWire

/// Something that was asked for.
enum ScreenAction: Equatable, Sendable {
  case quit
  case cancel(Int64)
  case retry(Int64)
  /// Pauses a queue, or lets it go on.
  case pause(String)
  /// The same for the queue of a job.
  case pauseQueue(of: Int64)
  case log(Int64)

  /// Nil if the key means nothing there.
  init?(_ key: ScreenKey, on target: ScreenTarget?) {
    switch (key, target) {
    case (.letter("c"), .job(let id)?): self = .cancel(id)
    case (.letter("r"), .job(let id)?): self = .retry(id)
    case (.letter("l"), .job(let id)?), (.enter, .job(let id)?): self = .log(id)
    case (.letter("p"), .job(let id)?): self = .pauseQueue(of: id)
    case (.letter("p"), .queue(let name)?): self = .pause(name)
    default: return nil
    }
  }

  /// What is asked before it is done; nil if nothing is lost by it.
  var question: String? {
    if case .cancel(let id) = self { "Cancel job \(id)? y/N" } else { nil }
  }

  /// What became of it.
  func perform(_ client: JobClient) async -> String? {
    do {
      switch self {
      case .quit, .log: return nil
      case .cancel(let id):
        let reply = try await client.cancel(id)
        return reply.accepted ? "Job \(id) is being cancelled." : "Job \(id) is shielded and goes on."
      case .retry(let id): return "Job \(id) is \(try await client.retry(id).state.rawValue) again."
      case .pause(let name): return try await Self.toggle(name, client)
      case .pauseQueue(let id): return try await Self.toggle(try await client.job(id).queue, client)
      }
    } catch {
      return Self.words(error)
    }
  }

  private static func toggle(_ name: String, _ client: JobClient) async throws -> String {
    let isPaused = try await client.queue(name).paused
    let queue = try await isPaused ? client.resumeQueue(name) : client.pauseQueue(name)
    return queue.paused ? "Queue \(name) is paused." : "Queue \(name) goes on."
  }

  /// An error in one line.
  static func words(_ error: any Error) -> String {
    let message = ErrorText(error)?.message ?? "\(error)"
    return String(message.split(separator: "\n", maxSplits: 1).first ?? "")
  }
}
