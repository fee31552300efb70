// What is wrong with a schedule that was right when it was set.

extension Schedule {
  /// Why it fires nothing: its time zone is not known on this machine any more, or its job is not taken. `nil` if all is
  /// well. It fires again by itself when the zone is back, or the job is taken.
  public var fault: String? {
    do throws(CronError) {
      _ = try ScheduleClock(spec, anchor: createdAt)
      return refusal
    } catch {
      return error.detail
    }
  }
}
