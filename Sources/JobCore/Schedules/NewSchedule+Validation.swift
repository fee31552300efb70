// Says whether a schedule may be stored.

extension NewSchedule {
  static let neverFires = FieldFault(field: "cron", detail: "never fires: no date within 41 years matches it")

  /// All that is wrong with it; empty when it may be stored.
  func faults(name: String) -> [FieldFault] {
    var check = FieldChecks()
    check.scheduleName(name)
    if case .every(let micros) = timing,
      !(Limits.scheduleEveryMicrosMin...Limits.durationMicrosMax).contains(micros)
    {
      check.fault("every", "must be between one second and ten years")
    }
    if case .every(let micros) = timing, jitterMicros > micros {
      check.fault("jitter", "must not be longer than the interval")
    }
    if !(0...Limits.scheduleJitterMicrosMax).contains(jitterMicros) {
      check.fault("jitter", "must be between 0 and one day")
    }
    do throws(CronError) { _ = try ZonedCron.zone(timeZone) } catch { check.fault("timezone", error.detail) }
    if case .cron(let text) = timing, text.utf8.count > Limits.cronBytesMax {
      check.fault("cron", "must have at most \(Limits.cronBytesMax) bytes")
    } else if case .cron(let text) = timing {
      do throws(CronError) {
        let expression = try CronExpression(text)
        if expression.next(after: CivilTime(seconds: 0)) == nil { check.fault("cron", Self.neverFires.detail) }
      } catch {
        check.fault("cron", error.detail)
      }
    }
    for fault in job.faults() { check.fault("job." + fault.field, fault.detail) }
    if job.batch != nil { check.fault("job.batch", "cannot be given: the batch would be closed at the next firing") }
    if job.deadline != nil { check.fault("job.deadline", "cannot be given: every firing after it would expire") }
    if case .at = job.start { check.fault("job.run_at", "cannot be given: the schedule says when") }
    return check.faults
  }
}
