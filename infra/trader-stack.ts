/**
 * A stack that can be made again from code at any time: for each bot of its group a function, rule, queue, topic and
 * alarms; for all of them one dashboard. That of the first group also holds what a stage has once: an outward address
 * and a budget, where it asks for them.
 *
 * A bot stays in its group, and keeps its ids there: another topic would have to be confirmed anew, and another log begins
 * empty.
 */
import { CfnOutput, CrossStackReferences, ReferenceStrength, Stack, type StackProps } from 'aws-cdk-lib';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { secretNames } from '../lambda/adapters/aws/secret-names.ts';
import { requestWeightMaxOf } from './address-budgets.ts';
import { PICTURES, STEERING } from './bundle/bundle.ts';
import { filesOf, releaseOf } from './bundle/release.ts';
import { AlertChat, type SlackChannel } from './constructs/alert-chat.ts';
import { AlertTopic } from './constructs/alert-topic.ts';
import { BotAlarms } from './constructs/bot-alarms.ts';
import { BotFunction, timeoutSeconds } from './constructs/bot-function.ts';
import { TraderDashboard } from './constructs/dashboard/dashboard.ts';
import type { ShownBot } from './constructs/dashboard/shown-bot.ts';
import { tagBot } from './constructs/cost-tags.ts';
import { MinuteSchedule } from './constructs/minute-schedule.ts';
import { MonthlyBudget } from './constructs/monthly-budget.ts';
import {
  COMMANDS_APART,
  FURTHER_STACKS,
  SECRETS_KEY,
  plainId,
  traderStackName,
} from './constructs/parameter-names.ts';
import { StaticEgress } from './constructs/static-egress.ts';
import type { LedgerTable } from './constructs/ledger-table.ts';
import { OperatorPolicies, type OperatedBot } from './operator/operator-policy.ts';
import { NOBODY, hasAccount, type BotStage, type Stage } from './stages.ts';

export interface TraderStackProps extends StackProps {
  readonly stage: Stage;
  /** The bots that it holds. */
  readonly group: number;
  /** The stack's own; a stage may name a restored one instead. */
  readonly table: LedgerTable;
  /** What encrypts the exchange's keys. @default - Parameter Store's own key */
  readonly secretsKeyArn?: string | undefined;
  /** Folder of a function that was built: that of an exchange, `PICTURES`, or `STEERING`. */
  readonly bundleOf: (exchange: string) => string;
}

interface Shared {
  readonly stage: Stage;
  readonly table: LedgerTable;
  readonly secretsKeyArn: string | undefined;
  readonly bundleOf: (exchange: string) => string;
  /** Which code the function of an exchange is. */
  readonly releases: ReadonlyMap<string, string>;
  readonly egress: StaticEgress | undefined;
}

export class TraderStack extends Stack {
  readonly bots: readonly BotStage[];
  /** Where its bots' alarms and alerts go. */
  readonly topics: readonly ITopic[];

  constructor(scope: Construct, id: string, props: TraderStackProps) {
    const { stage, group, table, secretsKeyArn, bundleOf, ...others } = props;
    super(scope, id, others);
    this.bots = stage.bots.filter((bot) => bot.group === group);
    // CloudFormation then refuses to remove a table that a function still uses.
    CrossStackReferences.of(this).consume(ReferenceStrength.STRONG);
    const used =
      stage.restoredTable === undefined
        ? table
        : TableV2.fromTableName(this, 'RestoredTable', stage.restoredTable);
    const egress = this.bots.some(({ staticEgress }) => staticEgress)
      ? new StaticEgress(this, 'StaticEgress')
      : undefined;
    const exchanges = new Set(this.bots.map(({ exchange }) => exchange));
    const releases = new Map(
      [...exchanges].map((exchange) => [exchange, releaseOf(filesOf(bundleOf(exchange)))]),
    );
    const shared = { stage, table: used, secretsKeyArn, bundleOf, releases, egress };
    const bots = this.bots.map((bot) => this.bot(bot, shared));
    this.topics = bots.map(({ alerts }) => alerts);
    const { dashboardName, clicked } = new TraderDashboard(this, 'Dashboard', {
      bots,
      table: used,
      runbookUrl: stage.runbookUrl,
      picturesBundlePath: stage.dashboardPictures ? bundleOf(PICTURES) : undefined,
      steeringBundlePath: stage.dashboardActions ? bundleOf(STEERING) : undefined,
    });
    const policies = new OperatorPolicies(this, 'Operator', {
      stageName: stage.name,
      bots,
      table: used,
      clicked,
      secretsKeyArn,
    });
    if (group === 1) this.shared(stage);
    if (egress !== undefined) this.output('EgressAddress', egress.address);
    this.output('DashboardName', dashboardName);
    // What commands ask for: where the ticks read them, and whether the bot is there, in one request.
    this.output('TableName', used.tableName);
    this.output('Bots', stage.bots.map((bot) => bot.id).join(','));
    this.output(`${COMMANDS_APART}${group}`, this.bots.map((bot) => bot.id).join(','));
    if (secretsKeyArn !== undefined) this.output(SECRETS_KEY, secretsKeyArn);
    for (const [name, { managedPolicyArn }] of policies.named()) this.output(name, managedPolicyArn);
  }

  /** @param topics of all groups. */
  showInChat(channel: SlackChannel, topics: readonly ITopic[]): void {
    new AlertChat(this, 'Chat', { channel, topics });
  }

  /** What a stage has once. */
  private shared({ name, bots, monthlyBudget }: Stage): void {
    if (monthlyBudget !== undefined) new MonthlyBudget(this, 'Budget', monthlyBudget);
    const further = [...new Set(bots.map(({ group }) => group))].filter((group) => group !== 1);
    if (further.length === 0) return;
    this.output(FURTHER_STACKS, further.map((group) => traderStackName(name, group)).join(','));
  }

  private bot(bot: BotStage, shared: Shared): ShownBot & OperatedBot {
    const { stage, table, secretsKeyArn, bundleOf, releases, egress } = shared;
    const email = bot.alertEmail === NOBODY ? undefined : bot.alertEmail;
    const alerts = new AlertTopic(this, `${bot.id}-alerts`, { botId: bot.id, isDemo: bot.demo, email });
    const release = releases.get(bot.exchange) ?? '';
    const botFunction = new BotFunction(this, bot.id, {
      bot,
      bundlePath: bundleOf(bot.exchange),
      release,
      table,
      secretsKeyArn,
      alerts: alerts.topic,
      egress: bot.staticEgress ? egress : undefined,
      requestWeightMax: requestWeightMaxOf(stage.bots, bot.id),
    });
    const ticks = bot.schedule === 'on';
    const schedule = new MinuteSchedule(this, `${bot.id}-schedule`, {
      target: botFunction.function,
      deadLetters: botFunction.deadLetters,
      enabled: ticks,
    });
    const alarms = new BotAlarms(this, `${bot.id}-alarms`, {
      botId: bot.id,
      ticks,
      timeoutSeconds: timeoutSeconds(bot),
      function: botFunction.function,
      deadLetters: botFunction.deadLetters,
      alerts: alerts.topic,
    });
    for (const part of [alerts, botFunction, schedule, alarms]) tagBot(part, bot.id);
    this.outputsOf(bot.id, botFunction, schedule.ruleName);
    this.output(`${plainId(bot.id)}Alerts`, alerts.topic.topicArn);
    this.output(`${plainId(bot.id)}Release`, release);
    return {
      id: bot.id,
      alarms: alarms.alarms,
      function: botFunction.function,
      logGroup: botFunction.logGroup,
      memoryMb: bot.memoryMb,
      deadLetters: botFunction.deadLetters,
      alerts: alerts.topic,
      ruleName: schedule.ruleName,
      secrets: hasAccount(bot) ? secretNames(bot.id, bot.demo) : [],
      isDemo: bot.demo,
      ruleArn: schedule.ruleArn,
    };
  }

  /** The outputs that the runbook's commands use. */
  private outputsOf(botId: string, bot: BotFunction, ruleName: string): void {
    const prefix = plainId(botId);
    // No two exports of an account and region have one name: a second deployment of this bot, which would trade with
    // the same parameters, is refused.
    this.output(`${prefix}Function`, bot.function.functionName, `kallisti:bot:${botId}`);
    this.output(`${prefix}Rule`, ruleName);
    this.output(`${prefix}Logs`, bot.logGroup.logGroupName);
    this.output(`${prefix}DeadLetters`, bot.deadLetters.queueUrl);
  }

  private output(name: string, value: string, exportName?: string): void {
    new CfnOutput(this, name, { value, ...(exportName !== undefined && { exportName }) });
  }
}
