// What is wrong with a schedule that was right when it was set.

extension Schedule {
  /// Why it fires nothing: its time zone is not known on this machine any more. `nil` if all is well. It fires again by
  /// itself when the zone is back.
  public var fault: String? {
    do throws(CronError) {
      _ = try ScheduleClock(spec, anchor: createdAt)
      return nil
    } catch {
      return error.detail
    }
  }
}
