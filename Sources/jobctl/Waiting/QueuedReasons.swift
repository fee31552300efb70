// What keeps queued jobs of a list from starting: asked for the first of them, since each is a question of its own.

import JobClient
import JobWire

/// Reasons of queued jobs, in a few words.
enum QueuedReasons {
  /// Jobs that are asked about.
  static let askedMax = 20
  /// What holds for a whole queue.
  private static let common: Set<String> = ["queue_paused", "draining"]

  /// By job. Whoever may not know, or asks for a job that has gone meanwhile, has no reason.
  static func read(
    _ jobs: [JobView], _ client: JobClient, at moment: Moment, askedMax: Int = askedMax
  ) async -> [Int64: String] {
    let queued = jobs.filter { $0.state == .queued }
    let asked = queued.prefix(askedMax)
    let answers = await withTaskGroup(of: (JobView, WhyView)?.self) { group in
      for job in asked { group.addTask { (try? await client.why(job.id)).map { (job, $0) } } }
      var answers: [(JobView, WhyView)] = []
      for await answer in group { if let answer { answers.append(answer) } }
      return answers
    }
    var reasons: [Int64: String] = [:]
    var ofQueues: [String: String] = [:]
    for (job, why) in answers {
      let reason = WhyText.short(why, at: moment)
      if !reason.isEmpty { reasons[job.id] = reason }
      if let blocker = why.blockers.first, common.contains(blocker.kind) {
        ofQueues[job.queue] = WhyText.short(WhyView(state: .queued, blockers: [blocker]), at: moment)
      }
    }
    for job in queued.dropFirst(askedMax) { reasons[job.id] = ofQueues[job.queue] }
    return reasons
  }
}
