// The first thing that happens in the process: what has to be right before there is another descriptor.

import ArgumentParser

/// The entry of the program.
@main enum JobdProgram {
  static func main() async {
    StandardDescriptors.fill()
    await Jobd.main()
  }
}
