package io.evalstream.jobs.cli;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.torch.Devices;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.operators.Plans;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Option;

/** What folds observations, and holds the wide states of windows. */
final class DeviceArguments {

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "What folds: arrays, torch:cpu, torch:cuda:N, or auto, which takes a GPU for wide input where"
                    + " there is one, else arrays (default: auto).")
    private String device = "auto";

    @Option(
            names = "--device-memory",
            paramLabel = "MIB",
            defaultValue = "1024",
            description = "Memory of a device for wide states of windows, for each plan and task slot, in MiB; states"
                    + " beyond are in Flink's keyed state alone (default: 1024).")
    private int memory = 1024;

    DeviceChoice choice() {
        return new DeviceChoice(device, (long) memory << 20);
    }

    /** Says which device a job in this process takes and why; one that cannot be had is refused here. */
    DeviceChoice announce(List<PlanSpec> plans, PrintWriter out) {
        DeviceChoice.Chosen chosen = choice().open(Plans.compile(plans).all(), Devices::gpus, 0);
        out.println("evalstream: device " + chosen);
        out.flush();
        return new DeviceChoice(chosen.device().name(), choice().memory());
    }

    /** Says which device a job on a cluster takes; its tasks open it. */
    DeviceChoice announce(PrintWriter out) {
        DeviceChoice choice = choice();
        out.println("evalstream: device " + device
                + (choice.isAuto()
                        ? ", which each task chooses where it runs and tells in its log"
                        : " (as asked for)"));
        out.flush();
        return choice;
    }
}
