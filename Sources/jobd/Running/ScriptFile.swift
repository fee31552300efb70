// The file of `jobd run`: a job a line, as `POST /v1/jobs` takes them.

import Glibc
import HTTPFront
import JobCore

/// Reads the jobs of a file.
enum ScriptFile {
  /// Why there is nothing to run, in a sentence.
  struct Fault: Error, Equatable, CustomStringConvertible {
    let description: String
  }

  /// More than ten thousand jobs of any size that makes sense.
  private static let bytesMax = 64 << 20
  private static let pieceBytes = 64 << 10

  /// The jobs of the file `name`; `-` is standard input.
  static func read(_ name: String) throws(Fault) -> [NewJob] {
    let descriptor = name == "-" ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC)
    let code = errno
    guard descriptor >= 0 else {
      throw Fault(description: "\(name) cannot be opened: \(String(cString: strerror(code)))")
    }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    return try jobs(of: bytes(of: descriptor, name))
  }

  static func jobs(of bytes: [UInt8]) throws(Fault) -> [NewJob] {
    var jobs: [NewJob] = []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where line.contains(where: { $0 > UInt8(ascii: " ") }) {
      let job: NewJob
      do throws(SubmissionFault) {
        job = try HTTPFront.submissionParser(Array(line)).get()
      } catch {
        throw Fault(description: "line \(index + 1): \(error.message)")
      }
      // Nobody is there to release it, and what waits for it would wait for ever.
      if holds(job) { throw Fault(description: "line \(index + 1): hold: there is nobody who would release the job") }
      jobs.append(job)
      if jobs.count > Limits.batchJobsMax {
        throw Fault(description: "there are more than \(Limits.batchJobsMax) jobs")
      }
    }
    if jobs.isEmpty { throw Fault(description: "there is no job in it") }
    return jobs
  }

  private static func holds(_ job: NewJob) -> Bool { job.holds || job.then.contains { holds($0.job) } }

  private static func bytes(of descriptor: Int32, _ name: String) throws(Fault) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: pieceBytes)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw Fault(description: "\(name) cannot be read: \(String(cString: strerror(errno)))")
      }
      bytes += piece[..<count]
      if bytes.count > bytesMax { throw Fault(description: "\(name) is larger than \(bytesMax) bytes") }
    }
  }
}
