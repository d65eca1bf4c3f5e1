// SPDX-License-Identifier: Apache-2.0
#include "cli/trace.hpp"

#include <spdlog/details/null_mutex.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>

#include "report/escape.hpp"

namespace carbonest::cli {
namespace {

// spdlog's own sinks write to C streams; ours goes through the program's only way out.
class SinkAdapter final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit SinkAdapter(io::Sink& target) : target_{target} {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    target_.write({line.data(), line.size()});
  }
  void flush_() override {}

 private:
  io::Sink& target_;
};

}  // namespace

struct Trace::Logger {
  explicit Logger(io::Sink& sink) : logger("carbonest", std::make_shared<SinkAdapter>(sink)) {
    logger.set_pattern("%n: %v");
    logger.set_level(spdlog::level::info);
  }
  spdlog::logger logger;
};

Trace::Trace(bool enabled, io::Sink& sink) : enabled_{enabled}, sink_{sink} {}
Trace::~Trace() = default;

void Trace::line(std::string_view text) {
  if (!enabled_) return;
  if (!logger_) logger_ = std::make_unique<Logger>(sink_);
  logger_->logger.info("{}", escape_terminal(text));
}

}  // namespace carbonest::cli
