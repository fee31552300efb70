// Follow-ups between this program and itself, run once more as a worker: both sides know `NewJob`, so it goes as it is.

import struct Foundation.Data
import class Foundation.JSONDecoder
import class Foundation.JSONEncoder

/// A submission as a worker in Swift writes it.
enum ReexecutedSubmission {
  static let parse: SubmissionParser = { json in
    do {
      return .success(try JSONDecoder().decode(NewJob.self, from: Data(json)))
    } catch {
      return .failure(SubmissionFault(message: "a follow-up cannot be read: \(error)"))
    }
  }

  static func write(_ job: NewJob) -> [UInt8] {
    do {
      return [UInt8](try JSONEncoder().encode(job))
    } catch {
      preconditionFailure("a submission can be written as JSON: \(error)")
    }
  }
}
