// How two jobs change places in line. Pure.

/// The decisions on exchanges.
///
/// A place is a priority, the moment at which a job became ready, and its number. The number cannot be changed, and
/// decides among jobs that became ready at one moment, as those of one request do. Where it would decide otherwise, some
/// of these neighbours are given a moment a little before or after, in which nobody stands, and keep their order by that.
enum SwitchPolicy {
  /// A place but for the number.
  struct Place: Equatable {
    let priority: Int
    let readyAt: Int64
  }

  /// Where a job is to stand.
  struct Step: Equatable {
    let job: JobID
    let readyAt: Int64
  }

  /// Who stands in one place beside those that are to be moved, and how much room there is around it.
  struct Neighbours: Equatable {
    /// Those with lower numbers; of very many the first.
    var before: [JobID] = []
    var between: [JobID] = []
    /// Those with higher numbers; of very many the first.
    var behind: [JobID] = []
    /// How far apart moments are taken ahead of it and behind it; 0 if there is no room.
    var stepBack = Limits.switchStepMicros
    var stepForth = Limits.switchStepMicros
  }

  /// A third of what lies between two moments, so that both sides can take a step, or one of them two.
  static func step(from moment: Int64, to next: Int64?) -> Int64 {
    guard let next else { return Limits.switchStepMicros }
    let (gap, isOver) = next.subtractingReportingOverflow(moment)
    return isOver ? Limits.switchStepMicros : min(Limits.switchStepMicros, Int64(gap.magnitude / 3))
  }

  /// A job takes the place of another one that leaves it; `nil` if there is no room for that.
  ///
  /// - Parameters:
  ///   - owner: who leaves it; of its neighbours those that have lower numbers stay before the job, the others behind it.
  ///   - readyAt: of that place.
  static func take(
    _ job: JobID, placeOf owner: JobID, readyAt: Int64, _ beside: Neighbours
  ) -> [Step]? {
    let comes = Step(job: job, readyAt: readyAt)
    if job > owner {
      // By its number it would stand behind those that it is to be ahead of.
      if !beside.behind.contains(where: { $0 < job }) { return [comes] }
      return cheapest([
        ([comes] + steps(beside.behind, readyAt + beside.stepForth), beside.stepForth),
        (steps([job] + beside.before, readyAt - beside.stepBack), beside.stepBack),
      ])
    }
    if !beside.hasBefore(job) { return [comes] }
    return cheapest([
      (steps([job] + beside.behind, readyAt + beside.stepForth), beside.stepForth),
      ([comes] + steps(beside.before, readyAt - beside.stepBack), beside.stepBack),
    ])
  }

  /// Two jobs of one place change their order, and nobody else's; `nil` if there is no room for that.
  static func exchange(_ first: JobID, _ second: JobID, readyAt: Int64, _ beside: Neighbours) -> [Step]? {
    let (back, forth) = (beside.stepBack, beside.stepForth)
    let steps = beside.between.isEmpty ? Int64(1) : 2
    return cheapest([
      (
        self.steps(beside.between, readyAt + forth) + self.steps([first] + beside.behind, readyAt + steps * forth),
        forth
      ),
      (
        self.steps([second] + beside.before, readyAt - back) + self.steps([first] + beside.behind, readyAt + forth),
        min(back, forth)
      ),
      (
        self.steps(beside.between, readyAt - back) + self.steps([second] + beside.before, readyAt - steps * back), back
      ),
    ])
  }

  /// The one with the fewest steps for which there is room.
  private static func cheapest(_ ways: [(steps: [Step], room: Int64)]) -> [Step]? {
    ways.filter { $0.room > 0 }.min { $0.steps.count < $1.steps.count }?.steps
  }

  private static func steps(_ jobs: [JobID], _ readyAt: Int64) -> [Step] {
    jobs.map { Step(job: $0, readyAt: readyAt) }
  }
}

extension SwitchPolicy.Neighbours {
  /// Some before it have a higher number; or so many are there that not all are known.
  fileprivate func hasBefore(_ job: JobID) -> Bool {
    before.count > Limits.switchedTogetherMax || before.contains { $0 > job }
  }
}
