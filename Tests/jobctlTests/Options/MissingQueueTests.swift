// Submissions that name a queue which is not there.

import JobClient
import JobWire
import Testing

@testable import jobctl

@Suite struct MissingQueueTests {
  @Test(arguments: [true, false]) func whatIsWantedIsPassedOn(isWanted: Bool) async throws {
    var told: [Bool] = []
    let answer = try await MissingQueue.asking(unless: isWanted) { createQueue in
      told.append(createQueue)
      return 7
    }
    #expect(answer == 7 && told == [isWanted])
  }

  /// Only a queue that is not there is a question; a job that is not there, and everything else, is an error as ever.
  @Test(arguments: [
    ClientError.refused(Problem(.notFound, detail: "there is no job 7", subject: .job(7))),
    .refused(Problem(.queueFull, detail: "full", subject: .queue("q"))), .cancelled,
  ]) func otherErrorsStayAsTheyAre(error: ClientError) async {
    await #expect(throws: error) {
      _ = try await MissingQueue.asking(unless: false) { _ -> Int in throw error }
    }
  }
}
