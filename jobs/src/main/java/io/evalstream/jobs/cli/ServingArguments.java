package io.evalstream.jobs.cli;

import io.evalstream.jobs.serving.ServingFormat;
import io.evalstream.jobs.serving.ServingLog;
import io.evalstream.jobs.serving.ServingLogs;
import io.evalstream.jobs.serving.Template;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** How logs of a serving platform are read, where a topic carries them. */
final class ServingArguments {

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    @Option(
            names = "--log-field",
            paramLabel = "FIELD=OUTPUT",
            description = "Of a serving log: which output of the model is which field of a prediction (scores,"
                    + " float_scores, label, value, values, text, texts); * is the only output. Without it the only"
                    + " output is scores, and a plan finds others as outputs.NAME.")
    Map<String, String> fields = new LinkedHashMap<>();

    @Option(
            names = "--log-unbatched",
            description =
                    "Of a serving log: an answer is one row, and the first dimension of its outputs counts no rows.")
    boolean unbatched;

    @Option(
            names = "--log-prediction-id",
            paramLabel = "TEMPLATE",
            converter = TemplateConverter.class,
            description =
                    "Of a serving log: the id under which labels come, such as {requestid|id}, where the names are"
                            + " attributes of the event.")
    @Nullable
    Template predictionId;

    @Option(
            names = "--log-model",
            paramLabel = "TEMPLATE",
            converter = TemplateConverter.class,
            description = "Of a serving log: the model's id, such as fraud, or {namespace}/{inferenceservicename}.")
    @Nullable
    Template modelId;

    @Option(
            names = "--log-version",
            paramLabel = "TEMPLATE",
            converter = TemplateConverter.class,
            description = "Of a serving log: the model's version, such as {endpoint} (default: {model_version}).")
    @Nullable
    Template modelVersion;

    /** How the two topics are read, given their formats. */
    ServingLogs logs(@Nullable InputFormat predictions, @Nullable InputFormat labels) {
        try {
            ServingLogs logs = new ServingLogs(log(predictions), log(labels));
            boolean told =
                    !fields.isEmpty() || unbatched || predictionId != null || modelId != null || modelVersion != null;
            if (told && logs.equals(ServingLogs.NONE)) {
                throw new IllegalArgumentException(
                        "the options that begin with --log are for logs of serving platforms;"
                                + " give --predictions-format or --labels-format cloudevents, seldon or sagemaker");
            }
            return logs;
        } catch (IllegalArgumentException e) {
            if (command == null) {
                throw e;
            }
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private @Nullable ServingLog log(@Nullable InputFormat format) {
        ServingFormat serving = format == null ? null : format.serving();
        return serving == null ? null : ServingLog.of(serving, predictionId, modelId, modelVersion, fields, !unbatched);
    }

    /** Templates as people write them. */
    static final class TemplateConverter implements ITypeConverter<Template> {
        @Override
        public Template convert(String text) {
            try {
                return Template.of(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
