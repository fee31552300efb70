// The jobs of an NDJSON body, and which line each came from.

import JobCore
import JobWire
import NIOCore

/// Many submissions, all of them readable.
struct SubmissionLines {
  private(set) var jobs: [NewJob] = []
  /// The line of each job, from 1; blank lines have none.
  private var lines: [Int] = []

  /// Reading ten thousand lines takes a while; every so many, other requests of the same thread get a turn.
  private static let linesPerTurn = 200

  /// - Errors: `.invalidLine` with the first line that is not a job, `.tooManyLines`.
  init(_ request: HTTPRequest) async throws {
    let count = request.withBody { bytes in bytes.count { $0 == UInt8(ascii: "\n") } }
    // One more for a last line that does not end; blank lines are counted here, and only here.
    guard count <= Limits.batchJobsMax + 1 else { throw HTTPFault.tooManyLines(count) }
    var start = 0
    var number = 0
    while start < request.body.readableBytes {
      number += 1
      start = try take(number, from: start, request)
      if number % Self.linesPerTurn == 0 { await Task.yield() }
    }
    guard jobs.count <= Limits.batchJobsMax else { throw HTTPFault.tooManyLines(jobs.count) }
    guard !jobs.isEmpty else {
      throw HTTPFault.invalid([FieldProblem(field: "(body)", detail: "must have at least one line with a job")])
    }
  }

  /// Reads the line that starts at `start` and returns where the next one does.
  private mutating func take(_ number: Int, from start: Int, _ request: HTTPRequest) throws(HTTPFault) -> Int {
    let sender = request.identity
    let (end, job) = try request.withBody { bytes throws(HTTPFault) -> (Int, NewJob?) in
      let rest = bytes[start...]
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
      let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return (end, nil) }
      do {
        return (end, try NewJob(try SubmitRequest(jsonBytes: line), by: sender))
      } catch {
        throw HTTPFault.invalidLine(number, HTTPFault(routeError: error).lineProblems)
      }
    }
    if let job {
      jobs.append(job)
      lines.append(number)
    }
    return end + 1
  }

  /// The engine counts jobs, a person counts lines.
  func fault(for error: SubmitError) -> HTTPFault {
    switch error {
    case .invalid(let faults, let index) where lines.indices.contains(index):
      .invalidLine(lines[index], faults.map { FieldProblem(field: $0.field, detail: $0.detail) })
    case .duplicate(_, _, _, let index) where lines.indices.contains(index): .submitOne(error, .line(lines[index]))
    default: .submit(error)
    }
  }
}
