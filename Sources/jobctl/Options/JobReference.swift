// How a job is named on the command line: by its number, or by what it is to the caller. What stands for a number here is
// looked up before anything is done, so that a command which changes jobs does not change what its own words mean.

import ArgumentParser
import JobClient
import JobWire

/// A job as it is named on the command line.
enum JobReference: Sendable, Equatable {
  case id(Int64)
  /// The newest job that this caller has submitted.
  case last
  /// Of the caller's jobs that have failed, the one that failed last.
  case lastFailed
  /// The newest job of this name.
  case named(String)

  /// "7", "last", "last-failed", "%nightly"
  @Sendable static func read(_ text: String) throws -> JobReference {
    switch text {
    case "last": return .last
    case "last-failed": return .lastFailed
    default: break
    }
    if text.hasPrefix("%"), text.utf8.count > 1 { return .named(String(text.dropFirst())) }
    guard let id = try? OptionReading.id(text) else {
      throw ValidationError("a job is named by its number, such as 7, by last or last-failed, or by %NAME")
    }
    return .id(id)
  }

  /// The number of the job.
  func id(_ client: JobClient) async throws -> Int64 {
    if case .id(let id) = self { id } else { try await JobLookup(client: client).id(of: self) }
  }

  /// The numbers of all of them, or an error before anything is done: of several jobs each has to be there. Of a single
  /// one the command finds out by itself.
  static func ids(_ references: [JobReference], _ client: JobClient) async throws -> [Int64] {
    let ids = try await numbers(references, client)
    if ids.count > 1 { try await JobLookup(client: client).check(ids) }
    return ids
  }

  /// The same without a look whether they are there: for a wait, which finds that out for all of them, and for output,
  /// where what is not there holds back nothing else.
  static func numbers(_ references: [JobReference], _ client: JobClient) async throws -> [Int64] {
    var ids: [Int64] = []
    for reference in references { ids.append(try await reference.id(client)) }
    return ids
  }

  /// What the help says of an argument that names a job.
  static let help = "A number, last, last-failed or %NAME."
}
