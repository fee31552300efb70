// What `top` shows in tests: something of everything, and more waiting jobs than there is room for.

import JobWire

@testable import jobctl

/// The content of a screen at a fixed moment.
enum TopSamples {
  static let content: TopContent = {
    var overview = StatusSamples.overview
    overview.info.jobs = StateCounts([.queued: 57, .running: 1, .failed: 2, .retrying: 1, .held: 1])
    var content = TopContent(overview: overview)
    content.waiting = (20..<58).map { (id: Int64) in
      var job = JobSamples.job(id, .queued)
      job.command = "encode --preset slow film-\(id).mkv"
      return job
    }
    content.waiting += JobSamples.list.filter { $0.state == .retrying || $0.state == .held }
    content.reasons = [20: "limit \"gpu\": 1 of 1 running"]
    return content
  }()
}
