// Words that the daemon knows, for the completion of a shell: ids, names of jobs, queues and schedules.

import ArgumentParser
import JobClient
import JobWire

/// What can stand for a thing on the command line.
enum LiveWords: String, CaseIterable, ExpressibleByArgument {
  case jobs
  case queues
  case schedules
  /// Those of the user's configuration, which the daemon does not know.
  case aliases

  /// How a shell asks for them.
  var completion: CompletionKind { .shellCommand("jobctl completions --words \(rawValue) 2>/dev/null") }

  /// More than a person reads through; the newest jobs are the ones that are meant.
  static let max = 100

  func read(_ client: JobClient) async throws -> [String] {
    switch self {
    case .jobs: return Self.words(of: try await client.jobs(ListRequest(limit: Self.max)).jobs)
    case .queues: return Array(try await client.queues().map(\.name).filter(Self.isPlain).prefix(Self.max))
    case .aliases: return Self.aliasNames
    case .schedules: return Array(try await client.schedules().map(\.name).filter(Self.isPlain).prefix(Self.max))
    }
  }

  /// The names of the user's aliases.
  static var aliasNames: [String] { UserConfig.current.aliases.keys.sorted() }

  static func words(of jobs: [JobView]) -> [String] {
    var seen: Set<String> = []
    let names = jobs.map(\.name).filter { $0 != "" && isPlain($0) && seen.insert($0).inserted }
    // Names that only say the number again are no help.
    let given = names.filter { !$0.hasPrefix("job-") }.map { "%\($0)" }
    return ["last", "last-failed"] + jobs.map { "\($0.id)" } + given
  }

  /// Bash expands the words of a completion as it expands a command line: a name with a `$` or a backquote in it, which
  /// anybody may give a job, would be carried out. So only names of letters, digits and a few marks are offered.
  static func isPlain(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }
}
