// The first thing that happens in the process: the mask of new files is closed, the standard descriptors are filled, and
// those beyond them counted, before another one is opened.

import ArgumentParser

/// The entry of the program.
@main enum JobdProgram {
  static func main() async {
    _ = StartMask.before
    StandardDescriptors.fill()
    _ = OpenFilesLimit.inherited
    await Jobd.main()
  }
}
