// Made by `python -m mobile_contract.emit` of `phone/index.js`; do not edit.

const $contract = (() => {
const CONTRACT = 3;
const KINDS = {"1":"BuildingRecord","2":"DwellingRecord","3":"HouseholdRecord","4":"PersonRecord","5":"ResidencyRecord","6":"VisitRecord","7":"CaseRecord","8":"CaseEventRecord","9":"PhotoRecord","10":"GridRecord","11":"CaseClassRecord","12":"CareRecord","13":"ConflictRecord","14":"OwnConflictRecord","15":"ReceiptRecord","16":"CaseTaskRecord","17":"FilingConditionRecord","18":"ComponentRecord","19":"SiteRecord","20":"OrganisationRecord","21":"RentedHouseRecord","22":"TenancyRecord","23":"ServiceTagRecord","24":"HelpRecord","25":"VisitRulesRecord","26":"RenewalCycleRecord","27":"RenewalItemRecord","28":"TaskTypeRecord","29":"TaskRecord","31":"CheckTemplateRecord","32":"InspectionRecord","33":"DangerRecord","36":"WarningRecord","37":"WarningReachRecord"};
const COMMANDS = {"accept_case":"AcceptCase","acknowledge_warning":"AcknowledgeWarning","add_building":"AddBuilding","add_dwelling":"AddDwelling","add_household":"AddHousehold","add_partner":"AddPartner","add_tenant":"AddTenant","admit_task_type":"AdmitTaskType","admit_urgently":"AdmitUrgently","answer_heading":"AnswerHeading","answer_item":"AnswerItem","answer_supervision":"AnswerSupervision","appeal_timeout":"AppealTimeout","approve_warning":"ApproveWarning","ask_urgent_admission":"AskUrgentAdmission","assign_case":"AssignCase","assign_down":"AssignDown","assign_worker":"AssignWorker","attach_photo":"AttachPhoto","audit_self_handled":"AuditSelfHandled","blow_whistle":"BlowWhistle","cancel_import":"CancelImport","cancel_supervision":"CancelSupervision","cancel_task":"CancelTask","cancel_warning":"CancelWarning","change_building":"ChangeBuilding","change_component":"ChangeComponent","change_dwelling":"ChangeDwelling","change_help":"ChangeHelp","change_household":"ChangeHousehold","change_organisation":"ChangeOrganisation","change_person":"ChangePerson","change_rented_house":"ChangeRentedHouse","change_residency":"ChangeResidency","change_service_tag":"ChangeServiceTag","change_site":"ChangeSite","choose_notices":"ChooseNotices","close_case":"CloseCase","close_danger":"CloseDanger","close_premises":"ClosePremises","close_renewal":"CloseRenewal","comment_case":"CommentCase","confirm_handling":"ConfirmHandling","confirm_item":"ConfirmItem","contact_citizen":"ContactCitizen","correct_case":"CorrectCase","correct_identity":"CorrectIdentity","create_org":"CreateOrg","create_user":"CreateUser","decide_later":"DecideLater","define_classes":"DefineClasses","define_codes":"DefineCodes","define_component":"DefineComponent","define_responsibilities":"DefineResponsibilities","define_task_type":"DefineTaskType","define_warning_template":"DefineWarningTemplate","dispatch_case":"DispatchCase","draft_territory":"DraftTerritory","draft_warning":"DraftWarning","drop_draft":"DropDraft","drop_warning":"DropWarning","end_assignment":"EndAssignment","end_duty":"EndDuty","end_membership":"EndMembership","end_residency":"EndResidency","end_service_tag":"EndServiceTag","end_session":"EndSession","end_tenant":"EndTenant","end_whistle":"EndWhistle","escalate_case":"EscalateCase","escalate_danger":"EscalateDanger","escalate_warning":"EscalateWarning","expire_warning":"ExpireWarning","file_case":"FileCase","finish_assisting":"FinishAssisting","finish_handling":"FinishHandling","finish_rezoning":"FinishRezoning","finish_task":"FinishTask","fix_danger":"FixDanger","give_service_tag":"GiveServiceTag","give_task":"GiveTask","grant_membership":"GrantMembership","hide_in_photo":"HideInPhoto","issue_enrolment":"IssueEnrolment","issue_notice":"IssueNotice","issue_warning":"IssueWarning","join_whistle":"JoinWhistle","keep_reporter":"KeepReporter","lapse_item":"LapseItem","leave_whistle":"LeaveWhistle","merge_case":"MergeCase","merge_grids":"MergeGrids","merge_persons":"MergePersons","move_component":"MoveComponent","move_in":"MoveIn","move_site":"MoveSite","not_file_case":"NotFileCase","not_the_same":"NotTheSame","open_import":"OpenImport","open_renewal":"OpenRenewal","photo_arrived":"PhotoArrived","photo_looked":"PhotoLooked","photo_lost":"PhotoLost","publish_check_template":"PublishCheckTemplate","publish_draft":"PublishDraft","publish_territory":"PublishTerritory","publish_visit_rules":"PublishVisitRules","rate_case":"RateCase","recall_checker":"RecallChecker","record_door_call":"RecordDoorCall","record_help":"RecordHelp","record_inspection":"RecordInspection","record_progress":"RecordProgress","record_visit":"RecordVisit","recount_clock":"RecountClock","rectify_danger":"RectifyDanger","redeem_enrolment":"RedeemEnrolment","refuse_admission":"RefuseAdmission","refuse_case":"RefuseCase","register_organisation":"RegisterOrganisation","register_person":"RegisterPerson","register_push_token":"RegisterPushToken","register_rented_house":"RegisterRentedHouse","register_site":"RegisterSite","rehome":"Rehome","reinspect_danger":"ReinspectDanger","rejoin_install":"RejoinInstall","remove_push_token":"RemovePushToken","reopen_case":"ReopenCase","reopen_pair":"ReopenPair","reopen_premises":"ReopenPremises","reply_order":"ReplyOrder","report_import":"ReportImport","report_matter":"ReportMatter","report_patrol":"ReportPatrol","report_reached":"ReportReached","request_extension":"RequestExtension","request_forced_close":"RequestForcedClose","request_suspension":"RequestSuspension","request_void":"RequestVoid","restore_component":"RestoreComponent","restore_record":"RestoreRecord","resume_case":"ResumeCase","retire_component":"RetireComponent","retire_grid":"RetireGrid","retire_record":"RetireRecord","return_task":"ReturnTask","return_to_acceptor":"ReturnToAcceptor","return_to_department":"ReturnToDepartment","return_to_dispatcher":"ReturnToDispatcher","review_request":"ReviewRequest","review_warning":"ReviewWarning","revoke_assignment":"RevokeAssignment","revoke_install":"RevokeInstall","revoke_partner":"RevokePartner","rework_department":"ReworkDepartment","rework_handling":"ReworkHandling","roster_duty":"RosterDuty","run_import":"RunImport","score_whistle":"ScoreWhistle","self_handle":"SelfHandle","send_check":"SendCheck","send_verify":"SendVerify","set_calendar":"SetCalendar","set_case_switches":"SetCaseSwitches","set_historic":"SetHistoric","set_joint_matters":"SetJointMatters","set_ladder":"SetLadder","set_notice_ways":"SetNoticeWays","set_register":"SetRegister","set_urgency":"SetUrgency","settle_conflict":"SettleConflict","sign_order":"SignOrder","sign_task":"SignTask","split_grid":"SplitGrid","start_session":"StartSession","submit_check":"SubmitCheck","submit_verify":"SubmitVerify","supervise_case":"SuperviseCase","survey_order":"SurveyOrder","swap_workers":"SwapWorkers","take_back":"TakeBack","take_back_move":"TakeBackMove","take_order":"TakeOrder","tell_deadline":"TellDeadline","tell_light":"TellLight","tell_task":"TellTask","undo_import":"UndoImport","unmerge_case":"UnmergeCase","unmerge_persons":"UnmergePersons","urge_case":"UrgeCase","verify_tenant":"VerifyTenant","void_help":"VoidHelp","withdraw_admission":"WithdrawAdmission","withdraw_answer":"WithdrawAnswer","withdraw_danger":"WithdrawDanger"};
const POLICIES = {"BuildingRecord":{"name":"review","number":"review","estate":"lww","floors":"lww","life":"machine","nature":"lww","building_type":"lww","floors_below":"lww","units":"lww","planned_households":"lww","area_m2":"lww","property_company":"lww","property_contact":"lww","property_phone":"lww","head":"review","has_danger":"lww","gis_id":"review","effective_on":"machine","expired_on":"machine"},"CareRecord":{"care_labels":"set"},"CaseEventRecord":{"case":"append","command":"append","opinion":"append"},"CaseRecord":{"state":"machine","title":"machine","description":"machine","class_code":"machine","address":"machine","department":"machine","handler":"machine","checker":"machine"},"CaseTaskRecord":{"case":"append","of_kind":"append","told":"append"},"ComponentRecord":{"name":"lww","state":"lww","owner":"review","property":"review","maintenance":"review","unit_grid":"review","recorded_on":"lww","source":"lww","accuracy":"lww","note":"lww","retired_at":"machine"},"DangerRecord":{"inspection":"append","subject_kind":"append","subject":"append","template":"append","item":"append","state":"machine","found_at":"append","found_by":"append","round":"machine","note":"append","responsible":"append"},"DwellingRecord":{"unit":"review","room":"review","use":"review","area_m2":"lww","note":"lww","life":"machine","dwelling_type":"lww","owner_name":"review","owner_phone":"review","effective_on":"machine","expired_on":"machine"},"HelpRecord":{"helped_on":"review","needed":"review","given":"review","carer":"review","health":"review","income":"review","main_family":"review","difficulties":"review"},"HouseholdRecord":{"number":"review","head":"review","note":"lww","last_visited_at":"max","life":"machine","effective_on":"machine","expired_on":"machine"},"InspectionRecord":{"subject_kind":"append","subject":"append","template":"append","site_type":"append","inspector":"append","inspected_at":"append","checked":"append","dangers":"append","met":"append","note":"append"},"OrganisationRecord":{"name":"review","credit_code":"review","organisation_type":"review","industry":"lww","legal_person":"review","legal_phone":"review","safety_officers":"set","address":"lww","under_residential":"review","note":"lww","life":"machine"},"PersonRecord":{"name":"review","sex":"review","birth_on":"review","phone":"review","former_name":"lww","registered_division":"lww","registered_address":"lww","workplace":"lww","preferred_contact":"lww","note":"lww","life":"machine","more_phones":"set","residence_division":"lww","residence_address":"lww","ethnicity":"lww","marriage":"lww","native_place":"lww","occupation":"lww","education":"lww","effective_on":"machine","expired_on":"machine"},"PhotoRecord":{"subject_kind":"append","subject":"append","phase":"append","sha256":"append","size_bytes":"append","media_type":"append","caption":"lww","hidden":"set"},"RenewalCycleRecord":{"found":"machine"},"RenewalItemRecord":{"state":"machine"},"RentedHouseRecord":{"house_no":"review","purpose":"review","lease_no":"review","lessor_type":"review","owner_name":"review","owner_phone":"review","danger_type":"review","danger_level":"review","management_class":"review","note":"lww","life":"machine"},"ResidencyRecord":{"residency_kind":"review","status":"machine","relation":"review","hukou_consistent":"review","inflow_reason":"lww","cert_until":"review","until_on":"machine","housing_kind":"lww","cert_type":"lww","cert_on":"lww","verified_at":"machine","verified_by":"machine","verify_due":"machine"},"ServiceTagRecord":{"status":"machine","care_level":"review","until_on":"review","basis":"review","note":"lww"},"SiteRecord":{"name":"review","site_kind":"review","organisation":"review","address":"lww","fire_class":"review","order_class":"review","under_residential":"review","area_m2":"lww","people":"lww","safety_officer":"review","safety_phone":"review","note":"lww","life":"machine"},"TaskRecord":{"task_type":"append","title":"append","state":"machine","given_at":"append","given_by":"append","text":"append","worker":"append","target_kind":"append","target":"append","sign_by":"append","reply_by":"append","signed_by":"machine","signed_at":"machine","ended_by":"machine","ended_at":"machine","answers":"machine","words":"machine","light":"machine"},"TenancyRecord":{"status":"machine","until_on":"machine","verified_at":"max"},"VisitRecord":{"household":"append","worker":"append","channel":"append","outcome":"append","visited_at":"append","persons":"append","minutes":"append","needs_told":"append","note":"append"},"WarningReachRecord":{"reached":"machine","calls":"machine","rung":"machine","acknowledged_by":"machine","acknowledged_at":"machine"},"WarningRecord":{"number":"append","level":"append","category":"append","event":"append","texts":"append","grids":"append","issued_at":"machine","expires_at":"append","onset_at":"append","drill":"append","updates":"append"}};
const PROBLEMS = {"malformed":{"status":400,"en":"The message cannot be read","zh":"无法读取该消息"},"malformed_command":{"status":422,"en":"This entry cannot be read; it was kept","zh":"该条记录无法读取，已保留"},"unsupported_media_type":{"status":415,"en":"Wrong content type","zh":"内容类型不正确"},"too_large":{"status":413,"en":"Too large","zh":"内容过大"},"not_signed_in":{"status":401,"en":"Please sign in","zh":"请先登录"},"wrong_login":{"status":401,"en":"Name or password is wrong","zh":"用户名或密码错误"},"wrong_enrolment":{"status":403,"en":"The code is wrong, used or expired","zh":"加入码错误、已使用或已过期"},"install_revoked":{"status":401,"en":"This phone has been shut out; nothing on it was lost","zh":"设备已停用，本机数据未丢失"},"cross_site":{"status":403,"en":"The request came from another site","zh":"请求来自其他站点"},"not_allowed":{"status":403,"en":"Not allowed here","zh":"无权在此操作"},"not_found":{"status":404,"en":"Not found","zh":"未找到"},"method_not_allowed":{"status":405,"en":"Method not allowed","zh":"不支持该方法"},"id_reuse":{"status":409,"en":"This id was used for something else","zh":"该编号已用于其他内容"},"id_taken":{"status":409,"en":"This id is taken","zh":"该编号已被占用"},"missing_subject":{"status":404,"en":"What it is about is not here yet","zh":"所涉对象尚不存在"},"field_not_yours":{"status":422,"en":"This field is set by the server","zh":"该字段由服务器设置"},"nothing_to_change":{"status":422,"en":"Nothing to change","zh":"没有要修改的内容"},"late_scope":{"status":409,"en":"Done after the area had changed hands; the present holder decides","zh":"网格已移交，由现任人员处理"},"concurrent_edit":{"status":409,"en":"Somebody else changed it too","zh":"他人已同时修改"},"duplicate":{"status":409,"en":"Registered already; both are kept and the committee decides","zh":"已有登记，两条均保留，由社区处理"},"edited_after_retire":{"status":409,"en":"Removed and edited at once; a person decides","zh":"已停用又被修改，由人工处理"},"answers_collide":{"status":409,"en":"The answers contradict each other; a person decides","zh":"两次答复相互矛盾，由人工处理"},"already_merged":{"status":409,"en":"Merged already","zh":"已合并"},"merge_undone":{"status":409,"en":"This merge has been undone","zh":"该合并已撤销"},"case_moved_on":{"status":409,"en":"The case has moved on","zh":"案件状态已变化"},"danger_moved_on":{"status":409,"en":"The danger has moved on","zh":"隐患状态已变化"},"unknown_item":{"status":422,"en":"The check list has no such item","zh":"检查表没有该检查项"},"online_only":{"status":409,"en":"This is decided online; please look again","zh":"该操作须联网办理，请刷新后重新操作"},"choice_not_open":{"status":409,"en":"A conflict of this sort is not settled in this way","zh":"此类冲突不能以该方式处理"},"dismissed":{"status":409,"en":"Set aside by a person, with a reason","zh":"已由人工搁置并说明原因"},"case_needs":{"status":422,"en":"Something is missing for this step","zh":"该步骤缺少必要内容"},"same_person":{"status":422,"en":"Whoever did the work cannot check it","zh":"处置人不能自行核查"},"unknown_class":{"status":422,"en":"Unknown case class","zh":"案件类别不存在或已停用"},"class_retired":{"status":409,"en":"This class takes no new cases","zh":"该类别已停用或尚未启用"},"unknown_condition":{"status":422,"en":"The class has no such filing condition","zh":"该类别没有此立案条件"},"condition_retired":{"status":409,"en":"This filing condition takes no new cases","zh":"该立案条件已停用或尚未启用"},"department_outside":{"status":422,"en":"The department does not work in that area","zh":"该部门不负责此区域"},"person_outside":{"status":422,"en":"That person has no such post there","zh":"该人员不属于此部门或无外勤岗位"},"no_calendar":{"status":422,"en":"No work calendar for that year","zh":"该年度尚无工作日历"},"already_asked":{"status":409,"en":"This has been asked for already","zh":"已有同类申请待审"},"too_often":{"status":409,"en":"No more often than that","zh":"已达到允许次数"},"overdue":{"status":409,"en":"The deadline has passed","zh":"已超过时限"},"not_overdue":{"status":409,"en":"It was in time","zh":"处置未超期"},"out_of_time":{"status":409,"en":"The time for it is over","zh":"已超过可办理期限"},"not_the_same":{"status":422,"en":"Not the same matter","zh":"不是同一事项"},"just_returned":{"status":409,"en":"This department has just returned the case","zh":"该部门刚退回此案件"},"no_level":{"status":422,"en":"No organisation of that level","zh":"没有对应层级的机构"},"unknown_component":{"status":422,"en":"No component has this identifier","zh":"部件编码不存在"},"component_class":{"status":422,"en":"The class is not the component's","zh":"案件类别与部件类别不一致"},"read_first":{"status":409,"en":"This sounds like an emergency: read the notice first","zh":"可能属于紧急情况，请先阅读提示"},"wrong_receipt":{"status":403,"en":"The code or the PIN is wrong","zh":"查询码或密码不正确"},"slow_down":{"status":429,"en":"Too often; please wait","zh":"操作过于频繁，请稍后再试"},"unknown_grid":{"status":422,"en":"No grid there","zh":"该位置没有网格"},"out_of_district":{"status":422,"en":"Outside of the district","zh":"位置不在本区范围内"},"wrong_identifier":{"status":422,"en":"A number or a date fails its check","zh":"号码或日期校验未通过"},"unknown_code":{"status":422,"en":"The code is not in its table","zh":"代码不在代码表中或已停用"},"not_collected":{"status":422,"en":"This district does not collect that","zh":"本区不采集该项信息"},"not_admitted":{"status":422,"en":"The matter is not on the admission list","zh":"该事项不在网格员事项准入清单内"},"warning_area":{"status":422,"en":"No warning can be for this area","zh":"该区域不能发布预警"},"template_field":{"status":422,"en":"A field of the warning is missing or does not fit","zh":"预警内容有缺项或填写不符"},"warning_expired":{"status":422,"en":"The warning's time has passed, or is too far ahead","zh":"预警时限已过或过长"},"warning_state":{"status":409,"en":"That is not possible for this warning now","zh":"该预警当前状态不允许此操作"},"not_approved":{"status":422,"en":"It must be approved before it is issued","zh":"该级别预警须审批后发布"},"second_person":{"status":403,"en":"It takes a second person","zh":"须由另一人办理"},"import_state":{"status":409,"en":"The import is not in a state for that","zh":"导入任务当前状态不允许此操作"},"changed_since":{"status":409,"en":"Somebody has changed it since","zh":"此后已被他人修改"},"unreadable_table":{"status":422,"en":"The file is no table that can be read","zh":"无法读取该表格文件"},"columns_missing":{"status":422,"en":"Columns are missing","zh":"缺少必需的列"},"reveals_used_up":{"status":429,"en":"No more of these may be shown today","zh":"今日可查看的次数已用完"},"already_ended":{"status":409,"en":"It has already ended","zh":"已经结束"},"territory_broken":{"status":422,"en":"Grids overlap or are no valid polygons","zh":"网格重叠或几何无效"},"stale_preview":{"status":409,"en":"It has changed since the preview","zh":"预览之后情况已变化"},"upload_offset":{"status":409,"en":"The upload goes on at another offset","zh":"上传偏移不一致"},"upload_mismatch":{"status":409,"en":"The bytes do not have the promised hash","zh":"文件校验不一致"},"upload_expired":{"status":410,"en":"The upload has expired","zh":"上传已过期"},"checksum_mismatch":{"status":460,"en":"The piece does not have its checksum","zh":"数据块校验不一致"},"tus_version":{"status":412,"en":"This version of tus is not spoken here","zh":"不支持该上传协议版本"},"too_slow":{"status":408,"en":"The body came too slowly; what had come is kept","zh":"传输过慢，已收到的数据已保留"},"unsupported_image":{"status":422,"en":"No JPEG, PNG or WebP within the limits","zh":"不支持的图片"},"no_space":{"status":507,"en":"No room at the moment; nothing was lost","zh":"存储空间不足，数据未丢失"},"overloaded":{"status":503,"en":"Too much at once; try again soon","zh":"服务繁忙，请稍后重试"},"internal":{"status":503,"en":"A fault of ours; nothing was lost, try again soon","zh":"服务器故障，数据未丢失，请稍后重试"}};
const WORDS = {"AccuracyClass":["A","B","C"],"AnswerKind":["text","yes_no","number","choice"],"Audience":["owner","chief","supervisor"],"CaseSource":["worker","committee","resident","hotline","partner","system"],"CaseState":["reported","verifying","pending_filing","pending_dispatch","pending_handle","handling","suspended","pending_confirm","pending_check","checking","pending_close","self_audit","closed","forced_closed","refused","not_filed","voided","merged"],"CaseTaskState":["open","done","withdrawn"],"CheckResult":["passed","failed"],"Choice":["keep_mine","keep_theirs","keep_both","edit","apply","dismiss"],"ComponentState":["intact","damaged","lost","occupied","abandoned"],"ConflictState":["open","settled"],"DangerState":["found","fixed_on_spot","noticed","rectified","reinspected","escalated","closed","withdrawn"],"DataSource":["surveyed","map","manual"],"Datum":["wgs84","gcj02","bd09","cgcs2000"],"DoorOutcome":["told","nobody_home","refused"],"DutyRule":["table","owner","street","community"],"Dwell":["brief","short","long","stay"],"DwellingUse":["self","rented","vacant","business"],"Fate":["new","changed","same","asked","error"],"FieldKind":["text","number","choice"],"HazardSubject":["dwelling","building","site","rented_house"],"HomeKind":["dwelling","household","person","residency","visit","renewal_item","case","component","inspection","danger","case_event","photo","conflict","site","organisation","rented_house","tenancy","service_tag","help","task"],"IdType":["resident_id","passport","residence_permit","other"],"ImportKind":["people","buildings"],"Language":["zh-CN","en"],"LayerKind":["unit","community","duty","special"],"Life":["active","retired","merged","taken_back"],"LimitUnit":["urgent_minute","urgent_hour","urgent_day","work_hour","work_day","natural_day"],"MajorChange":["moved_in","tag_added"],"NoticeChannel":["push","inbox","sms","email"],"NoticeClass":["case.in_grid","case.given","report.accepted","report.declined","report.given","report.closed","report.reopened"],"NoticeLanguage":["zh-CN","en"],"OptionalFact":["ethnicity","marriage","native_place","occupation","education"],"OrgLevel":["district","street","community","grid","department"],"PartnerPurpose":["events","orders"],"PhotoPhase":["report","verify","handle","check"],"PhotoSubject":["case","visit","inspection","danger"],"Post":["grid_worker","grid_chief","grid_adviser","acceptor","shift_leader","dispatcher","department","handler","committee","supervisor","sys_admin","sec_admin","audit_admin","resident","volunteer","system"],"Premises":["site","organisation","rented_house"],"ProblemCode":["malformed","malformed_command","unsupported_media_type","too_large","not_signed_in","wrong_login","wrong_enrolment","install_revoked","cross_site","not_allowed","not_found","method_not_allowed","id_reuse","id_taken","missing_subject","field_not_yours","nothing_to_change","late_scope","concurrent_edit","duplicate","edited_after_retire","answers_collide","already_merged","merge_undone","case_moved_on","danger_moved_on","unknown_item","online_only","choice_not_open","dismissed","case_needs","same_person","unknown_class","class_retired","unknown_condition","condition_retired","department_outside","person_outside","no_calendar","already_asked","too_often","overdue","not_overdue","out_of_time","not_the_same","just_returned","no_level","unknown_component","component_class","read_first","wrong_receipt","slow_down","unknown_grid","out_of_district","wrong_identifier","unknown_code","not_collected","not_admitted","warning_area","template_field","warning_expired","warning_state","not_approved","second_person","import_state","changed_since","unreadable_table","columns_missing","reveals_used_up","already_ended","territory_broken","stale_preview","upload_offset","upload_mismatch","upload_expired","checksum_mismatch","tus_version","too_slow","unsupported_image","no_space","overloaded","internal"],"PushKind":["apns","fcm_token","fcm_fid","web_push"],"ReachChannel":["push","inbox","sms","chat","email","door"],"Register":["building","dwelling","household","person"],"ReinspectionResult":["pass","fail"],"RenewalAnswer":["changed","moved_out","not_found","refused"],"RenewalState":["pending","confirmed","changed","moved_out","not_found","refused","lapsed"],"RenewalTarget":["household","dwelling","residency"],"ResidencyKind":["permanent","floating","temporary"],"ResidencyStatus":["10","12","ended","22"],"ReviewOutcome":["upheld","objected"],"RowReason":["formula","error_value","digits_lost","no_day","no_number","no_truth","unknown_word","wrong_identity","birth_differs","sex_differs","malformed","missing","unknown_grid","not_your_grid","out_of_district","repeated","which_household","retired","lives_elsewhere","name_differs","likely","moved","building_differs","refused"],"Sex":["0","1","2","9"],"Supervision":["normal","yellow","red","instruction","urge"],"TargetKind":["building","dwelling","household","person"],"TaskKind":["verify","check","co_handle"],"TaskLight":["yellow","red"],"TaskState":["given","signed","finished","returned","cancelled"],"TokenEnd":["logout","revoked","gone"],"Verdict":["applied","merged","conflict","held","redirected","parked","refused","gone","retry"],"VisitChannel":["door","message","third_party","buddy","neighbour","sensor","hotline"],"VisitOutcome":["met","absent","refused","moved","proxy"],"VisitPeriod":["week","month","quarter","half_year","year","days","change"],"WarningCategory":["Geo","Met","Safety","Security","Rescue","Fire","Health","Env","Transport","Infra","CBRNE","Other"],"WarningLevel":["blue","yellow","orange","red"],"WhistleKind":["daily","key","emergency"]};
const ONLINE_ONLY = new Set(["accept_case","answer_supervision","appeal_timeout","approve_warning","assign_case","assign_down","audit_self_handled","blow_whistle","cancel_import","cancel_supervision","cancel_warning","close_case","close_danger","confirm_handling","correct_case","dispatch_case","drop_warning","end_whistle","file_case","finish_assisting","issue_warning","merge_case","not_file_case","open_import","recall_checker","refuse_case","reopen_case","request_forced_close","request_void","resume_case","return_to_acceptor","return_to_dispatcher","review_request","review_warning","revoke_assignment","rework_department","rework_handling","run_import","score_whistle","send_check","send_verify","set_historic","set_urgency","supervise_case","undo_import","unmerge_case","urge_case","withdraw_danger"]);
const PATTERNS = ["^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$(?!\\n)","^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f\\ud800-\\udfff\\u202a-\\u202e\\u2066-\\u2069]*$","^[0-9A-Za-z_.-]+$(?!\\n)","^\\+?[0-9][0-9 -]{4,19}$(?!\\n)","^[0-9A-Za-z()-]+$(?!\n)","^[0-9a-f]{64}$(?!\\n)","^[A-Za-z0-9_.:-]+$(?!\\n)","^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$(?!\\n)","^image/(jpeg|png|webp|heic)$(?!\n)","^([0-9a-f]{32})?$(?!\\n)","^8[0-9a-f]{14}$(?!\\n)","^[0-9A-Za-z_.]+$(?!\\n)","^([0-9]{14,15})?$(?!\\n)","^[0-9A-Za-z_.]*$(?!\\n)","^[0-9A-Za-z_.-]+:[1-9][0-9]?$(?!\\n)","^[0-9]{16}$(?!\\n)","^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$(?!\\n)","^([0-9a-f]{64})?$(?!\\n)","^[ -~]+$(?!\\n)","^[A-Za-z0-9_=.-]*$(?!\\n)","^[0-9A-Za-z]{18}$(?!\\n)","^([0-9a-f]{16})?$(?!\n)","^[a-z_]{0,40}$(?!\n)","^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$(?!\\n)","^[\\x21-\\x7e]+$(?!\\n)","^[0-9a-f]{16}$(?!\\n)","^([0-9A-Za-z_.-]+(:[1-9][0-9]?)?)?$(?!\\n)"];
const TYPES = [{"t":"string","pattern":0},{"t":"int","ge":0,"le":9007199254740992},{"t":"shape","of":"Clock"},{"t":"int","ge":1,"le":10000},{"t":"string","max_length":64},{"t":"list","of":0,"max_length":20},{"t":"words","of":"CaseState"},{"t":"null","of":6},{"t":"int","ge":0,"le":1000000},{"t":"string","max_length":4000,"pattern":1},{"t":"string","max_length":200,"pattern":1},{"t":"int","ge":0,"le":300},{"t":"shape","of":"Point"},{"t":"null","of":12},{"t":"string","min_length":1,"max_length":32,"pattern":2},{"t":"null","of":14},{"t":"int","ge":0,"le":10000},{"t":"float","ge":0,"le":1000000},{"t":"string","pattern":3},{"t":"null","of":18},{"t":"null","of":0},{"t":"bool"},{"t":"int","ge":-10,"le":300},{"t":"words","of":"DwellingUse"},{"t":"string","min_length":4,"max_length":32,"pattern":4},{"t":"null","of":24},{"t":"string","pattern":5},{"t":"words","of":"PartnerPurpose"},{"t":"int","ge":1,"le":1000000},{"t":"string","min_length":1,"max_length":64,"pattern":6},{"t":"list","of":29,"max_length":200},{"t":"string","pattern":7},{"t":"null","of":31},{"t":"null","of":29},{"t":"words","of":"RenewalAnswer"},{"t":"shape","of":"StayRef"},{"t":"list","of":35,"max_length":50},{"t":"words","of":"Post"},{"t":"instant"},{"t":"null","of":38},{"t":"words","of":"PhotoSubject"},{"t":"words","of":"PhotoPhase"},{"t":"int","ge":1,"le":20971520},{"t":"string","pattern":8},{"t":"words","of":"WhistleKind"},{"t":"list","of":0,"min_length":1,"max_length":20},{"t":"int","ge":1,"le":100000},{"t":"null","of":46},{"t":"shape","of":"Stamp"},{"t":"int"},{"t":"shape","of":"Row"},{"t":"list","of":50},{"t":"string"},{"t":"null","of":52},{"t":"shape","of":"Seen"},{"t":"null","of":54},{"t":"string","max_length":16384},{"t":"int","ge":1,"le":9007199254740992},{"t":"string","max_length":128},{"t":"int","ge":1,"le":2000},{"t":"string","pattern":9},{"t":"list","of":60,"max_length":256},{"t":"edit","of":10},{"t":"edit","of":11},{"t":"edit","of":14},{"t":"edit","of":16},{"t":"edit","of":17},{"t":"edit","of":18},{"t":"edit","of":0},{"t":"edit","of":21},{"t":"float"},{"t":"null","of":70},{"t":"words","of":"Life"},{"t":"string","max_length":11},{"t":"list","of":73,"min_length":1,"max_length":12},{"t":"int","ge":1,"le":7},{"t":"list","of":75,"max_length":7},{"t":"int","ge":1,"le":1440},{"t":"shape","of":"CalendarSeason"},{"t":"list","of":78,"max_length":100},{"t":"list","of":31,"max_length":4000},{"t":"int","ge":1992,"le":2099},{"t":"list","of":81,"max_length":100},{"t":"list","of":52},{"t":"bytes","max_length":1048576},{"t":"words","of":"CaseSource"},{"t":"words","of":"CheckResult"},{"t":"null","of":86},{"t":"words","of":"TaskKind"},{"t":"words","of":"CaseTaskState"},{"t":"string","pattern":10},{"t":"words","of":"Dwell"},{"t":"shape","of":"BuildingEdits"},{"t":"shape","of":"ComponentEdits"},{"t":"shape","of":"DwellingEdits"},{"t":"shape","of":"HelpEdits"},{"t":"shape","of":"HouseholdEdits"},{"t":"shape","of":"OrganisationEdits"},{"t":"list","of":10,"max_length":20},{"t":"shape","of":"PersonEdits"},{"t":"list","of":14,"max_length":30},{"t":"shape","of":"RentedHouseEdits"},{"t":"shape","of":"ResidencyEdits"},{"t":"shape","of":"ServiceTagEdits"},{"t":"shape","of":"SiteEdits"},{"t":"int","ge":0,"le":9},{"t":"int","ge":1,"le":365},{"t":"string","max_length":64,"pattern":1},{"t":"int","ge":1,"le":3650},{"t":"shape","of":"TemplateItem"},{"t":"list","of":109},{"t":"shape","of":"TemplateLevel"},{"t":"list","of":111},{"t":"words","of":"LimitUnit"},{"t":"words","of":"NoticeClass"},{"t":"words","of":"NoticeChannel"},{"t":"list","of":115,"max_length":8},{"t":"string","min_length":1,"max_length":15,"pattern":11},{"t":"int","ge":0,"le":20},{"t":"int","ge":-9007199254740992,"le":9007199254740992},{"t":"words","of":"DangerState"},{"t":"null","of":120},{"t":"words","of":"Premises"},{"t":"int","ge":0,"le":2147483647},{"t":"int","ge":0,"le":16383},{"t":"words","of":"ComponentState"},{"t":"edit","of":125},{"t":"string","pattern":12},{"t":"edit","of":127},{"t":"edit","of":31},{"t":"words","of":"DataSource"},{"t":"edit","of":130},{"t":"words","of":"AccuracyClass"},{"t":"edit","of":132},{"t":"int","ge":1,"le":99},{"t":"string","max_length":15,"pattern":13},{"t":"words","of":"DutyRule"},{"t":"shape","of":"LimitOverride"},{"t":"list","of":137,"max_length":100},{"t":"any"},{"t":"words","of":"ConflictState"},{"t":"words","of":"Choice"},{"t":"null","of":141},{"t":"null","of":10},{"t":"null","of":9},{"t":"words","of":"IdType"},{"t":"words","of":"OrgLevel"},{"t":"words","of":"HazardSubject"},{"t":"shape","of":"ClassShape"},{"t":"list","of":148,"max_length":1000},{"t":"shape","of":"SchemeShape"},{"t":"list","of":150,"max_length":50},{"t":"shape","of":"ConditionShape"},{"t":"list","of":152,"max_length":3000},{"t":"list","of":29,"max_length":1000},{"t":"string","max_length":68,"pattern":14},{"t":"list","of":155,"max_length":3000},{"t":"shape","of":"CodeShape"},{"t":"list","of":157,"max_length":1000},{"t":"string","pattern":15},{"t":"shape","of":"ResponsibilityShape"},{"t":"list","of":160,"max_length":3000},{"t":"shape","of":"ResponsibilityKey"},{"t":"list","of":162,"max_length":3000},{"t":"shape","of":"TaskQuestion"},{"t":"list","of":164,"max_length":40},{"t":"shape","of":"TaskLimit"},{"t":"null","of":166},{"t":"words","of":"WarningCategory"},{"t":"shape","of":"TemplateField"},{"t":"list","of":169,"max_length":30},{"t":"shape","of":"WarningText"},{"t":"list","of":171,"min_length":1,"max_length":4},{"t":"int","ge":1,"le":9999},{"t":"string","pattern":16},{"t":"list","of":60},{"t":"tuple","of":[49,52,49]},{"t":"list","of":176},{"t":"map","of":177},{"t":"int","ge":0},{"t":"list","of":179,"max_length":32},{"t":"shape","of":"Differing"},{"t":"list","of":181,"max_length":200},{"t":"list","of":0,"max_length":10},{"t":"words","of":"DoorOutcome"},{"t":"words","of":"LayerKind"},{"t":"words","of":"Datum"},{"t":"shape","of":"GridShape"},{"t":"list","of":187,"min_length":1,"max_length":2000},{"t":"words","of":"WarningLevel"},{"t":"shape","of":"WarningArea"},{"t":"shape","of":"FieldValue"},{"t":"list","of":191,"max_length":30},{"t":"list","of":171,"max_length":4},{"t":"edit","of":23},{"t":"edit","of":9},{"t":"string","min_length":4,"max_length":64},{"t":"string","pattern":17},{"t":"list","of":0,"min_length":1,"max_length":200},{"t":"shape","of":"TaskAnswer"},{"t":"list","of":199,"max_length":40},{"t":"words","of":"TargetKind"},{"t":"null","of":201},{"t":"float","ge":-180,"le":180},{"t":"float","ge":-90,"le":90},{"t":"tuple","of":[203,204]},{"t":"list","of":205,"min_length":4,"max_length":20000},{"t":"list","of":206,"min_length":1,"max_length":200},{"t":"list","of":207,"min_length":1,"max_length":200},{"t":"int","ge":0,"le":1000},{"t":"shape","of":"HiddenArea"},{"t":"list","of":210,"max_length":64},{"t":"words","of":"HomeKind"},{"t":"null","of":106},{"t":"string","min_length":16,"max_length":200,"pattern":18},{"t":"int","ge":80,"le":1000},{"t":"words","of":"Audience"},{"t":"list","of":216,"min_length":1,"max_length":3},{"t":"words","of":"RenewalTarget"},{"t":"string","min_length":1,"max_length":200},{"t":"shape","of":"MembershipView"},{"t":"list","of":220},{"t":"list","of":0,"min_length":2,"max_length":20},{"t":"shape","of":"PartWorker"},{"t":"list","of":223,"max_length":60},{"t":"string","max_length":8000,"pattern":19},{"t":"list","of":0,"max_length":50},{"t":"words","of":"ResidencyKind"},{"t":"words","of":"ImportKind"},{"t":"int","ge":1,"le":1000},{"t":"shape","of":"ColumnUse"},{"t":"list","of":230,"max_length":512},{"t":"shape","of":"NewItem"},{"t":"list","of":232,"max_length":2000},{"t":"string","pattern":20},{"t":"edit","of":234},{"t":"string","max_length":600},{"t":"shape","of":"QueueState"},{"t":"shape","of":"CarriedCommand"},{"t":"list","of":238},{"t":"shape","of":"CarriedPhoto"},{"t":"list","of":240},{"t":"words","of":"Sex"},{"t":"edit","of":242},{"t":"list","of":18,"max_length":10},{"t":"edit","of":244},{"t":"string","max_length":130},{"t":"string","pattern":21},{"t":"string","pattern":22},{"t":"shape","of":"PhotoEvidence"},{"t":"list","of":210},{"t":"float","ge":0,"le":100000},{"t":"string","max_length":32,"pattern":1},{"t":"shape","of":"CheckItem"},{"t":"list","of":253,"min_length":1,"max_length":60},{"t":"shape","of":"CheckLevel"},{"t":"list","of":255,"min_length":1,"max_length":10},{"t":"list","of":29,"max_length":20},{"t":"shape","of":"VisitRule"},{"t":"list","of":258,"min_length":1,"max_length":40},{"t":"shape","of":"ScopeInfo"},{"t":"list","of":260},{"t":"list","of":49},{"t":"shape","of":"Digest"},{"t":"map","of":263},{"t":"int","ge":1,"le":500},{"t":"shape","of":"Receipt"},{"t":"list","of":266},{"t":"bytes"},{"t":"list","of":268},{"t":"int","ge":0,"le":2147483648},{"t":"int","ge":0,"le":1099511627776},{"t":"string","max_length":500},{"t":"int","ge":0,"le":1439},{"t":"null","of":21},{"t":"int","ge":1,"le":5},{"t":"words","of":"ReachChannel"},{"t":"words","of":"Verdict"},{"t":"map","of":52},{"t":"shape","of":"Finding"},{"t":"list","of":279,"max_length":40},{"t":"list","of":14,"max_length":60},{"t":"words","of":"VisitChannel"},{"t":"words","of":"VisitOutcome"},{"t":"list","of":0,"max_length":30},{"t":"int","ge":0,"le":1440},{"t":"list","of":14,"max_length":20},{"t":"null","of":119},{"t":"string","pattern":23},{"t":"null","of":234},{"t":"words","of":"PushKind"},{"t":"string","min_length":1,"max_length":4000,"pattern":24},{"t":"list","of":0,"max_length":2000},{"t":"shape","of":"HomeRow"},{"t":"list","of":293,"max_length":20000},{"t":"words","of":"ReinspectionResult"},{"t":"string","min_length":1,"max_length":600},{"t":"words","of":"TokenEnd"},{"t":"string","pattern":25},{"t":"words","of":"RenewalState"},{"t":"string","min_length":1,"max_length":4000,"pattern":1},{"t":"shape","of":"RowOutcome"},{"t":"list","of":301,"max_length":2000},{"t":"shape","of":"CellDwell"},{"t":"list","of":303,"max_length":500},{"t":"list","of":0,"min_length":1,"max_length":1000},{"t":"edit","of":227},{"t":"words","of":"ResidencyStatus"},{"t":"string","max_length":68,"pattern":26},{"t":"words","of":"Register"},{"t":"words","of":"ReviewOutcome"},{"t":"list","of":0,"min_length":1,"max_length":50},{"t":"int","ge":1,"le":2000000},{"t":"words","of":"Fate"},{"t":"words","of":"RowReason"},{"t":"null","of":314},{"t":"shape","of":"RowAnswer"},{"t":"list","of":316,"max_length":5000},{"t":"int","ge":2,"le":3},{"t":"int","ge":0,"le":100},{"t":"shape","of":"CalendarShape"},{"t":"null","of":209},{"t":"shape","of":"JointMatter"},{"t":"list","of":322,"min_length":1,"max_length":200},{"t":"shape","of":"LadderRung"},{"t":"list","of":324,"min_length":1,"max_length":10},{"t":"words","of":"NoticeLanguage"},{"t":"shape","of":"QuietHours"},{"t":"null","of":327},{"t":"words","of":"OptionalFact"},{"t":"list","of":329,"max_length":5},{"t":"null","of":330},{"t":"null","of":16},{"t":"float","ge":-9007199254740992,"le":9007199254740992},{"t":"one","of":[9,333,21]},{"t":"null","of":334},{"t":"bytes","max_length":64},{"t":"edit","of":123},{"t":"list","of":187,"min_length":2,"max_length":20},{"t":"null","of":49},{"t":"words","of":"Supervision"},{"t":"null","of":275},{"t":"null","of":309},{"t":"null","of":99},{"t":"null","of":94},{"t":"null","of":96},{"t":"null","of":102},{"t":"shape","of":"OrderLimit"},{"t":"words","of":"AnswerKind"},{"t":"list","of":10,"max_length":30},{"t":"words","of":"TaskState"},{"t":"list","of":199},{"t":"list","of":164},{"t":"words","of":"TaskLight"},{"t":"words","of":"FieldKind"},{"t":"list","of":258},{"t":"int","ge":1,"le":9},{"t":"shape","of":"VisitTarget"},{"t":"list","of":357,"min_length":1,"max_length":20},{"t":"words","of":"VisitPeriod"},{"t":"int","ge":0,"le":3660},{"t":"list","of":282,"max_length":7},{"t":"words","of":"MajorChange"},{"t":"list","of":362,"max_length":2},{"t":"shape","of":"VisitEdition"},{"t":"list","of":364},{"t":"list","of":14,"max_length":10},{"t":"int","ge":0,"le":150},{"t":"list","of":227,"max_length":3},{"t":"list","of":205,"max_length":500},{"t":"list","of":90,"max_length":2000},{"t":"shape","of":"Reached"},{"t":"list","of":371},{"t":"shape","of":"DoorCall"},{"t":"list","of":373},{"t":"list","of":171},{"t":"words","of":"Language"},{"t":"shape","of":"Removed"}];
const SHAPES = {"AcceptCase":[1,0,"kind","accept_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"AcknowledgeWarning":[1,0,"kind","acknowledge_warning",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["grid",0,0]]],"AddBuilding":[1,0,"kind","add_building",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["grid",0,0],["name",10,0],["number",10,1,""],["estate",10,1,""],["floors",11,1,0],["point",13,1,null],["nature",15,1,null],["building_type",15,1,null],["floors_below",11,1,0],["units",16,1,0],["planned_households",16,1,0],["area_m2",17,1,0.0],["property_company",10,1,""],["property_contact",10,1,""],["property_phone",19,1,null],["head",20,1,null],["has_danger",21,1,false],["gis_id",10,1,""]]],"AddDwelling":[1,0,"kind","add_dwelling",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["building",0,0],["unit",10,1,""],["floor",22,1,0],["room",10,0],["use",23,1,"self"],["area_m2",17,1,0.0],["dwelling_type",15,1,null],["owner_name",10,1,""],["owner_id_no",25,1,null],["owner_phone",19,1,null]]],"AddHousehold":[1,0,"kind","add_household",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["dwelling",0,0],["number",10,1,""],["head",20,1,null]]],"AddPartner":[1,0,"kind","add_partner",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["name",10,0],["key_hash",26,0],["purpose",27,0],["daily_quota",28,0],["classes",30,1,[]],["live",21,1,false]]],"AddTenant":[1,0,"kind","add_tenant",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["person",0,0],["house",0,0],["from_on",32,1,null],["until_on",32,1,null],["verified",21,1,false]]],"AdmitTaskType":[1,0,"kind","admit_task_type",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["from_on",31,0],["until_on",32,1,null],["basis",10,0]]],"AdmitUrgently":[1,0,"kind","admit_urgently",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["task_type",0,0],["until_on",31,0],["opinion",10,0]]],"AnswerHeading":[1,0,"kind","answer_heading",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["heading",10,0],["group",10,1,""],["field",33,1,null]]],"AnswerItem":[1,0,"kind","answer_item",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["answer",0,0],["state",34,0],["edit",20,1,null],["until_on",32,1,null],["stays",36,1,[]]]],"AnswerSupervision":[1,0,"kind","answer_supervision",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["supervision",0,0]]],"AppealTimeout":[1,0,"kind","appeal_timeout",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["request",0,0]]],"ApproveWarning":[1,0,"kind","approve_warning",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]]]],"AskUrgentAdmission":[1,0,"kind","ask_urgent_admission",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["task_type",0,0],["until_on",31,0],["reason",10,0]]],"AssignCase":[1,0,"kind","assign_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["handler",0,0]]],"AssignDown":[1,0,"kind","assign_down",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["owner",0,0]]],"AssignWorker":[1,0,"kind","assign_worker",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["user",0,0],["grid",0,0],["post",37,1,"grid_worker"],["from_at",39,1,null]]],"AttachPhoto":[1,0,"kind","attach_photo",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["subject_kind",40,0],["subject",0,0],["phase",41,0],["sha256",26,0],["size_bytes",42,0],["media_type",43,1,"image/jpeg"],["caption",10,1,""]]],"AuditSelfHandled":[1,0,"kind","audit_self_handled",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["accepted",21,0]]],"BlowWhistle":[1,0,"kind","blow_whistle",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["whistle",0,0],["whistle_kind",44,0],["departments",45,0],["join_minutes",47,1,null],["matter",10,1,""],["joint_matter",33,1,null]]],"BootReply":[0,0,"","",[["stamp",48,0],["durable",49,0],["rows",51,0],["after",53,0],["cursor",52,1,""],["reset",52,1,""]]],"BootRequest":[1,0,"","",[["install",0,0],["contract",3,1,3],["seen",55,1,null],["cursor",56,1,""],["scope",57,0],["after",58,1,""],["limit",59,1,500],["have",61,1,[]]]],"BuildingEdits":[1,0,"","",[["name",62,2],["number",62,2],["estate",62,2],["floors",63,2],["nature",64,2],["building_type",64,2],["floors_below",63,2],["units",65,2],["planned_households",65,2],["area_m2",66,2],["property_company",62,2],["property_contact",62,2],["property_phone",67,2],["head",68,2],["has_danger",69,2],["gis_id",62,2]]],"BuildingRecord":[0,0,"type","building",[["id",52,0],["grid",52,0],["name",52,0],["number",52,1,""],["estate",52,1,""],["floors",49,1,0],["lon",71,1,null],["lat",71,1,null],["life",72,1,"active"],["nature",53,1,null],["building_type",53,1,null],["floors_below",49,1,0],["units",49,1,0],["planned_households",49,1,0],["area_m2",70,1,0.0],["property_company",52,1,""],["property_contact",52,1,""],["property_phone",53,1,null],["head",53,1,null],["has_danger",21,1,false],["gis_id",52,1,""],["effective_on",53,1,null],["expired_on",53,1,null]]],"CalendarSeason":[1,0,"","",[["from_on",31,0],["until_on",31,0],["periods",74,0]]],"CalendarShape":[1,0,"","",[["periods",74,1,["08:00-12:00","14:00-18:00"]],["weekend",76,1,[6,7]],["work_day_minutes",77,1,480],["seasons",79,1,[]],["holidays",80,1,[]],["workdays",80,1,[]],["years",82,1,[]]]],"CancelImport":[1,0,"kind","cancel_import",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]]]],"CancelSupervision":[1,0,"kind","cancel_supervision",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["supervision",0,0]]],"CancelTask":[1,0,"kind","cancel_task",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["reason",10,0]]],"CancelWarning":[1,0,"kind","cancel_warning",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["reason",10,0]]],"CareRecord":[0,0,"type","care",[["id",52,0],["care_labels",83,1,[]]]],"CarriedCommand":[1,0,"","",[["seq",1,0],["id",4,0],["lane",4,0],["body",84,0]]],"CarriedPhoto":[1,0,"","",[["upload",0,0],["command",0,0],["sha256",26,0],["size_bytes",42,0],["here",21,1,true]]],"CaseClassRecord":[0,0,"type","case_class",[["id",52,0],["code",52,0],["name",52,0],["kind",52,0],["major",52,0],["photos_before",49,1,0],["photos_after",49,1,0],["limit_value",49,1,0],["limit_unit",52,1,""],["scheme",52,1,""],["minor",52,1,""],["name_en",52,1,""],["major_name",52,1,""],["ext",21,1,false],["may_self_handle",21,1,false],["check_waived",21,1,false],["class_version",49,1,1],["valid_from",39,1,null],["valid_until",39,1,null]]],"CaseEventRecord":[0,0,"type","case_event",[["id",52,0],["case",52,0],["command",14,0],["from_state",7,0],["to_state",7,0],["actor",52,0],["at",38,0],["applied",21,1,true],["opinion",52,1,""],["round",49,1,1],["about",53,1,null],["absorbed",21,1,false]]],"CaseRecord":[0,0,"type","case",[["id",52,0],["state",6,0],["title",52,0],["reported_at",38,0],["state_seq",49,1,0],["generation",49,1,0],["case_no",53,1,null],["description",52,1,""],["class_code",53,1,null],["address",52,1,""],["lon",71,1,null],["lat",71,1,null],["grid",53,1,null],["urgent",21,1,false],["source",85,1,"worker"],["department",53,1,null],["handler",53,1,null],["checker",53,1,null],["due_at",39,1,null],["closed_at",39,1,null],["condition",53,1,null],["component",53,1,null],["round",49,1,1],["check_result",87,1,null],["card",53,1,null],["suspended_until",39,1,null],["duplicate_of",53,1,null],["owner",53,1,null],["whistle",53,1,null],["self_handled",21,1,false],["exempt",21,1,false],["historic",21,1,false]]],"CaseTaskRecord":[0,0,"type","case_task",[["id",52,0],["case",52,0],["of_kind",88,0],["sent_at",38,0],["state",89,1,"open"],["round",49,1,1],["due_at",39,1,null],["told",52,1,""]]],"CellDwell":[1,0,"","",[["cell",90,0],["dwell",91,0]]],"ChangeBuilding":[1,0,"kind","change_building",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["set",92,1,{}]]],"ChangeComponent":[1,0,"kind","change_component",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["set",93,1,{}],["changed_on",32,1,null]]],"ChangeDwelling":[1,0,"kind","change_dwelling",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["set",94,1,{}],["owner_id_no",25,2]]],"ChangeHelp":[1,0,"kind","change_help",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["set",95,1,{}]]],"ChangeHousehold":[1,0,"kind","change_household",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["set",96,1,{}]]],"ChangeOrganisation":[1,0,"kind","change_organisation",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["set",97,1,{}],["add_officers",98,1,[]],["remove_officers",98,1,[]]]],"ChangePerson":[1,0,"kind","change_person",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["set",99,1,{}],["add_labels",100,1,[]],["remove_labels",100,1,[]]]],"ChangeRentedHouse":[1,0,"kind","change_rented_house",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["set",101,1,{}]]],"ChangeResidency":[1,0,"kind","change_residency",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["set",102,1,{}],["cert_no",25,2]]],"ChangeServiceTag":[1,0,"kind","change_service_tag",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["set",103,1,{}]]],"ChangeSite":[1,0,"kind","change_site",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["set",104,1,{}]]],"CheckItem":[1,0,"","",[["code",14,0],["text",10,0],["level",14,0],["may_fix_on_spot",21,1,true],["photos_before",105,1,1],["photos_after",105,1,1],["rectify_days",106,1,7]]],"CheckLevel":[1,0,"","",[["code",14,0],["name",107,0],["period_days",108,0]]],"CheckTemplateRecord":[0,0,"type","check_template",[["id",52,0],["scheme",52,0],["site_type",52,0],["edition",49,0],["name",52,0],["source",52,0],["items",110,0],["levels",112,0],["period_days",49,0],["valid_from",38,0],["valid_until",39,1,null],["applies_to",83,1,[]],["unit",113,1,"natural_day"],["case_class",53,1,null]]],"ChooseNotices":[1,0,"kind","choose_notices",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["cls",114,0],["muted",116,1,[]]]],"ClassShape":[1,0,"","",[["scheme",117,0],["kind",117,0],["major",117,0],["minor",117,0],["name",10,0],["photos_before",118,1,0],["photos_after",118,1,0],["limit_value",3,0],["limit_unit",113,0],["name_en",10,1,""],["major_name",10,1,""],["ext",21,1,false],["may_self_handle",21,1,false],["check_waived",21,1,false]]],"Clock":[1,0,"","",[["wall",119,0],["boot",107,0],["mono",119,0]]],"CloseCase":[1,0,"kind","close_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["condition_met",21,1,false]]],"CloseDanger":[1,0,"kind","close_danger",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",121,1,null],["round",16,1,0],["words",9,1,""]]],"ClosePremises":[1,0,"kind","close_premises",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["premises",122,0],["reason",10,1,""]]],"CloseRenewal":[1,0,"kind","close_renewal",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["expected",123,0],["done",123,0]]],"CodeShape":[1,0,"","",[["code",14,0],["name",10,0],["valid_from",32,1,null],["valid_until",32,1,null]]],"ColumnUse":[1,0,"","",[["column",124,0],["heading",10,0],["field",107,0]]],"CommentCase":[1,0,"kind","comment_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"ComponentEdits":[1,0,"","",[["name",62,2],["state",126,2],["owner",68,2],["property",68,2],["maintenance",68,2],["unit_grid",128,2],["recorded_on",129,2],["source",131,2],["accuracy",133,2],["note",62,2]]],"ComponentRecord":[0,0,"type","component",[["id",52,0],["code",52,0],["class_code",52,0],["name",52,0],["state",125,0],["lon",70,0],["lat",70,0],["grid",53,1,null],["owner",53,1,null],["property",53,1,null],["maintenance",53,1,null],["unit_grid",52,1,""],["recorded_on",53,1,null],["changed_on",53,1,null],["source",130,1,"manual"],["accuracy",132,1,"C"],["note",52,1,""],["retired_at",39,1,null]]],"ConditionShape":[1,0,"","",[["scheme",117,0],["kind",117,0],["major",117,0],["minor",117,0],["ordinal",134,0],["text",10,0],["closing_text",10,0],["limit_value",3,0],["limit_unit",113,0],["level",135,1,""],["duty",136,1,"table"],["photos_before",118,1,1],["photos_after",118,1,1],["overrides",138,1,[]]]],"ConfirmHandling":[1,0,"kind","confirm_handling",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"ConfirmItem":[1,0,"kind","confirm_item",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["answer",0,0]]],"ConflictRecord":[0,0,"type","conflict",[["id",52,0],["command",52,0],["reason",52,0],["root",52,0],["of_kind",52,0],["entity",52,0],["author",52,0],["opened_at",38,0],["field",52,1,""],["base",139,1,null],["mine",139,1,null],["theirs",139,1,null],["state",140,1,"open"],["choice",142,1,null],["value",139,1,null],["settled_by",53,1,null],["settled_at",39,1,null],["told",52,1,""]]],"ContactCitizen":[1,0,"kind","contact_citizen",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["reached",21,0],["words",9,1,""]]],"CorrectCase":[1,0,"kind","correct_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["title",143,1,null],["description",144,1,null],["point",13,1,null],["address",143,1,null],["claimed_grid",20,1,null],["class_code",33,1,null]]],"CorrectIdentity":[1,0,"kind","correct_identity",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["id_type",145,0],["id_no",25,0],["reason",10,0]]],"CreateOrg":[1,0,"kind","create_org",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["code",14,0],["name",10,0],["level",146,0],["parent",20,1,null]]],"CreateUser":[1,0,"kind","create_user",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["login",29,0],["name",10,0],["password_hash",10,1,""]]],"DangerRecord":[0,0,"type","danger",[["id",52,0],["inspection",52,0],["subject_kind",147,0],["subject",52,0],["template",52,0],["item",52,0],["text",52,0],["level",52,0],["state",120,0],["found_at",38,0],["found_by",52,0],["round",49,1,1],["may_fix_on_spot",21,1,true],["photos_before",49,1,0],["photos_after",49,1,0],["rectify_days",49,1,7],["note",52,1,""],["responsible",52,1,""],["notice_no",53,1,null],["due_on",53,1,null],["handled_at",39,1,null],["noticed_at",39,1,null],["rectified_at",39,1,null],["reinspected_at",39,1,null],["ended_at",39,1,null],["overdue_at",39,1,null],["case_id",53,1,null],["repeats",53,1,null]]],"DecideLater":[1,0,"kind","decide_later",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["other",0,0],["until_on",31,0],["reason",10,1,""]]],"DefineClasses":[1,0,"kind","define_classes",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["classes",149,1,[]],["schemes",151,1,[]],["conditions",153,1,[]],["retired_classes",154,1,[]],["retired_conditions",156,1,[]],["valid_from",39,1,null],["reason",10,1,""]]],"DefineCodes":[1,0,"kind","define_codes",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["scheme",29,0],["title",10,0],["codes",158,1,[]],["reason",10,0]]],"DefineComponent":[1,0,"kind","define_component",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["code",159,0],["class_code",29,0],["name",10,0],["point",12,0],["state",125,1,"intact"],["owner",20,1,null],["property",20,1,null],["maintenance",20,1,null],["unit_grid",127,1,""],["recorded_on",32,1,null],["changed_on",32,1,null],["source",130,1,"manual"],["accuracy",132,1,"C"],["note",10,1,""]]],"DefineResponsibilities":[1,0,"kind","define_responsibilities",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["lines",161,1,[]],["ended",163,1,[]],["valid_from",39,1,null],["reason",10,0]]],"DefineTaskType":[1,0,"kind","define_task_type",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["name",10,0],["description",9,1,""],["questions",165,1,[]],["sign_limit",167,1,null],["reply_limit",167,1,null]]],"DefineWarningTemplate":[1,0,"kind","define_warning_template",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["name",10,0],["category",168,0],["event",10,0],["fields",170,1,[]],["texts",172,0],["agency",14,1,"000000"]]],"Differing":[1,1,"","",[["kind",173,0],["id",174,0],["version",1,0]]],"Digest":[0,0,"","",[["count",49,0],["sum_a",52,0],["sum_b",52,0]]],"DigestReply":[0,0,"","",[["answers",52,0],["stamp",48,0],["durable",49,0],["moved",21,1,false],["sums",175,1,[]],["ids",178,1,{}],["rows",51,1,[]],["reset",52,1,""]]],"DigestRequest":[1,0,"","",[["install",0,0],["contract",3,1,3],["seen",55,1,null],["cursor",56,0],["scope",57,0],["buckets",180,1,[]],["differs",182,1,[]]]],"DispatchCase":[1,0,"kind","dispatch_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["department",0,0],["assisting",183,1,[]],["forced",21,1,false]]],"DoorCall":[0,0,"","",[["dwelling",52,0],["outcome",184,0],["at",38,0],["by",52,0]]],"DraftTerritory":[1,0,"kind","draft_territory",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["layer",185,0],["datum",186,0],["grids",188,0]]],"DraftWarning":[1,0,"kind","draft_warning",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["level",189,0],["area",190,0],["expires_at",38,0],["onset_at",39,1,null],["template",20,1,null],["values",192,1,[]],["texts",193,1,[]],["category",168,1,"Other"],["event",10,1,""],["drill",21,1,false],["updates",20,1,null],["source",10,1,""]]],"DropDraft":[1,0,"kind","drop_draft",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["reason",10,1,""]]],"DropWarning":[1,0,"kind","drop_warning",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["reason",10,0]]],"DwellingEdits":[1,0,"","",[["unit",62,2],["room",62,2],["use",194,2],["area_m2",66,2],["dwelling_type",64,2],["owner_name",62,2],["owner_phone",67,2],["note",195,2]]],"DwellingRecord":[0,0,"type","dwelling",[["id",52,0],["building",52,0],["unit",52,1,""],["floor",49,1,0],["room",52,1,""],["use",23,1,"self"],["area_m2",70,1,0.0],["note",53,1,null],["life",72,1,"active"],["dwelling_type",53,1,null],["owner_name",52,1,""],["owner_phone",53,1,null],["owner_id_masked",53,1,null],["effective_on",53,1,null],["expired_on",53,1,null]]],"EndAssignment":[1,0,"kind","end_assignment",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["at",39,1,null]]],"EndDuty":[1,0,"kind","end_duty",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["at",39,1,null]]],"EndMembership":[1,0,"kind","end_membership",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["at",39,1,null]]],"EndResidency":[1,0,"kind","end_residency",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["until_on",31,0],["reason",10,1,""]]],"EndServiceTag":[1,0,"kind","end_service_tag",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["until_on",31,0],["reason",10,1,""]]],"EndSession":[1,0,"kind","end_session",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]]]],"EndTenant":[1,0,"kind","end_tenant",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["until_on",31,0],["reason",10,1,""]]],"EndWhistle":[1,0,"kind","end_whistle",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["whistle",0,0]]],"EnrolRequest":[1,0,"","",[["code",196,0],["install",0,0],["secret_hash",26,0],["platform",107,1,""],["public_key",197,1,""]]],"Enrolled":[0,0,"","",[["install",52,0],["user",52,0],["name",52,0],["district",49,0],["district_name",52,0],["grids",83,1,[]],["certificate",52,1,""],["outbox_key",52,1,""],["lease",52,1,""]]],"EscalateCase":[1,0,"kind","escalate_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"EscalateDanger":[1,0,"kind","escalate_danger",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",121,1,null],["round",16,1,0],["words",9,1,""],["case",0,0],["address",10,1,""],["class_code",33,1,null],["urgent",21,1,false]]],"EscalateWarning":[1,0,"kind","escalate_warning",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["grids",198,0]]],"ExpireWarning":[1,0,"kind","expire_warning",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]]]],"FieldValue":[1,0,"","",[["key",29,0],["value",10,0]]],"FileCase":[1,0,"kind","file_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["class_code",29,0],["condition",33,1,null]]],"FilingConditionRecord":[0,0,"type","filing_condition",[["id",52,0],["class_code",52,0],["ordinal",49,0],["text",52,0],["closing_text",52,0],["limit_value",49,0],["limit_unit",52,0],["level",52,1,""],["photos_before",49,1,0],["photos_after",49,1,0],["condition_version",49,1,1],["valid_from",39,1,null],["valid_until",39,1,null]]],"Finding":[1,0,"","",[["danger",0,0],["item",14,0],["note",9,1,""],["responsible",10,1,""],["photos",105,1,0]]],"FinishAssisting":[1,0,"kind","finish_assisting",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["department",0,0]]],"FinishHandling":[1,0,"kind","finish_handling",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"FinishRezoning":[1,0,"kind","finish_rezoning",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["grids",5,0]]],"FinishTask":[1,0,"kind","finish_task",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["answers",200,1,[]],["note",9,1,""]]],"FixDanger":[1,0,"kind","fix_danger",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",121,1,null],["round",16,1,0],["words",9,1,""]]],"GiveServiceTag":[1,0,"kind","give_service_tag",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["person",0,0],["tag_kind",14,0],["care_level",14,1,"general"],["from_on",32,1,null],["until_on",32,1,null],["basis",10,1,""],["note",144,1,null]]],"GiveTask":[1,0,"kind","give_task",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["task_type",0,0],["grid",0,0],["worker",20,1,null],["target_kind",202,1,null],["target",20,1,null],["title",10,0],["text",9,1,""]]],"GrantMembership":[1,0,"kind","grant_membership",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["user",0,0],["org",0,0],["post",37,0],["from_at",39,1,null],["until_at",39,1,null]]],"GridRecord":[0,0,"type","grid",[["id",52,0],["code",52,0],["name",52,0],["layer",185,0],["community",52,0],["geometry",208,0]]],"GridShape":[1,0,"","",[["grid",0,0],["code",14,0],["name",10,0],["org",0,0],["geometry",208,0]]],"HelpEdits":[1,0,"","",[["helped_on",129,2],["needed",195,2],["given",195,2],["carer",62,2],["health",62,2],["income",62,2],["main_family",62,2],["difficulties",195,2]]],"HelpRecord":[0,0,"type","help",[["id",52,0],["person",52,0],["recorded_by",52,0],["helped_on",53,1,null],["needed",52,1,""],["given",52,1,""],["carer",52,1,""],["health",52,1,""],["income",52,1,""],["main_family",52,1,""],["difficulties",52,1,""]]],"HiddenArea":[0,0,"","",[["left",209,0],["top",209,0],["right",209,0],["bottom",209,0]]],"HideInPhoto":[1,0,"kind","hide_in_photo",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["hide",211,1,[]],["show",211,1,[]]]],"HomeRow":[1,0,"","",[["kind",212,0],["id",0,0]]],"HouseholdEdits":[1,0,"","",[["number",62,2],["head",68,2],["note",195,2]]],"HouseholdRecord":[0,0,"type","household",[["id",52,0],["dwelling",52,0],["number",52,1,""],["head",53,1,null],["note",53,1,null],["last_visited_at",39,1,null],["life",72,1,"active"],["effective_on",53,1,null],["expired_on",53,1,null]]],"InspectionRecord":[0,0,"type","inspection",[["id",52,0],["subject_kind",147,0],["subject",52,0],["template",52,0],["site_type",52,0],["inspector",52,0],["inspected_at",38,0],["clock_quality",52,1,""],["checked",83,1,[]],["dangers",83,1,[]],["met",52,1,""],["note",52,1,""],["distance_m",71,1,null],["far",21,1,false]]],"IssueEnrolment":[1,0,"kind","issue_enrolment",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["user",0,0],["code_hash",26,0],["expires_at",38,0]]],"IssueNotice":[1,0,"kind","issue_notice",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",121,1,null],["round",16,1,0],["words",9,1,""],["days",213,1,null],["handed_to",10,1,""]]],"IssueWarning":[1,0,"kind","issue_warning",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]]]],"JoinWhistle":[1,0,"kind","join_whistle",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["whistle",0,0],["department",0,0],["point",13,1,null]]],"JointMatter":[1,0,"","",[["code",29,0],["name",10,0]]],"KeepReporter":[1,0,"kind","keep_reporter",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["code_hash",26,0],["pin_hash",214,0],["name",107,1,""],["phone",19,1,null],["privacy_note",15,1,null],["expected_at",39,1,null]]],"LadderRung":[1,0,"","",[["percent",215,0],["tells",217,0]]],"LapseItem":[1,0,"kind","lapse_item",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["target_kind",218,0],["target",0,0]]],"LeaveWhistle":[1,0,"kind","leave_whistle",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["whistle",0,0],["department",0,0]]],"LimitOverride":[1,0,"","",[["org",0,0],["limit_value",3,0],["limit_unit",113,0]]],"LoginRequest":[1,0,"","",[["login",107,0],["password",219,0]]],"Me":[0,0,"","",[["user",52,0],["name",52,0],["memberships",221,1,[]],["grids",83,1,[]],["csrf",52,1,""],["outbox_key",52,1,""],["lease",52,1,""]]],"MembershipView":[0,0,"","",[["post",37,0],["org",52,0],["org_name",52,0]]],"MergeCase":[1,0,"kind","merge_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["duplicate_of",0,0]]],"MergeGrids":[1,0,"kind","merge_grids",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["grids",222,0],["datum",186,0],["into",187,0],["workers",224,1,[]],["preview",225,0],["reason",10,1,""]]],"MergePersons":[1,0,"kind","merge_persons",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["winner",0,0],["loser",0,0],["set",99,1,{}],["add_labels",100,1,[]],["take_id",21,1,false],["moved",226,1,[]]]],"MoveComponent":[1,0,"kind","move_component",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["point",12,0],["source",130,1,"manual"],["accuracy",132,1,"C"],["changed_on",32,1,null]]],"MoveIn":[1,0,"kind","move_in",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["residency",0,0],["dwelling",0,0],["household",20,1,null],["residency_kind",227,1,"floating"],["relation",14,1,"99"],["hukou_consistent",21,1,false],["inflow_reason",15,1,null],["inflow_on",32,1,null],["origin",15,1,null],["cert_until",32,1,null],["from_on",32,1,null],["housing_kind",15,1,null],["cert_type",15,1,null],["cert_no",25,1,null],["cert_on",32,1,null]]],"MoveSite":[1,0,"kind","move_site",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["building",20,1,null],["grid",20,1,null],["point",13,1,null]]],"NewItem":[1,0,"","",[["id",0,0],["source",14,0],["target_kind",218,0],["target",0,0]]],"NewUpload":[1,0,"","",[["upload",0,0],["sha256",26,0],["size_bytes",42,0],["command",0,0]]],"NotFileCase":[1,0,"kind","not_file_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"NotTheSame":[1,0,"kind","not_the_same",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["other",0,0],["reason",10,0]]],"OpenImport":[1,0,"kind","open_import",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["what",228,0],["file_name",10,0],["sha256",26,0],["size_bytes",123,0],["sheet",209,1,0],["header_row",229,1,1],["columns",231,1,[]],["grid",20,1,null],["datum",107,1,""]]],"OpenRenewal":[1,0,"kind","open_renewal",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["grid",0,0],["week",31,0],["carried",123,1,0],["items",233,1,[]],["last",21,1,true]]],"OrderLimit":[1,0,"","",[["value",3,0],["unit",113,0]]],"OrganisationEdits":[1,0,"","",[["name",62,2],["credit_code",235,2],["organisation_type",64,2],["industry",64,2],["legal_person",62,2],["legal_phone",67,2],["address",62,2],["under_residential",69,2],["note",195,2]]],"OrganisationRecord":[0,0,"type","organisation",[["id",52,0],["grid",52,0],["name",52,0],["credit_code",53,1,null],["organisation_type",52,1,"99"],["industry",53,1,null],["legal_person",52,1,""],["legal_phone",53,1,null],["safety_officers",83,1,[]],["building",53,1,null],["lon",71,1,null],["lat",71,1,null],["address",52,1,""],["under_residential",21,1,false],["note",53,1,null],["life",72,1,"active"]]],"Outbox":[1,0,"","",[["install",0,0],["user",0,0],["certificate",236,0],["contract",3,0],["now",2,0],["queue",237,0],["commands",239,1,[]],["photos",241,1,[]]]],"OwnConflictRecord":[0,0,"type","own_conflict",[["id",52,0],["command",52,0],["reason",52,0],["root",52,0],["of_kind",52,0],["entity",52,0],["opened_at",38,0],["field",52,1,""],["base",139,1,null],["mine",139,1,null],["state",140,1,"open"],["choice",142,1,null],["settled_at",39,1,null],["told",52,1,""]]],"PartWorker":[1,0,"","",[["grid",0,0],["user",0,0],["assignment",0,0],["post",37,1,"grid_worker"]]],"PersonEdits":[1,0,"","",[["name",62,2],["sex",243,2],["birth_on",129,2],["phone",67,2],["former_name",62,2],["registered_division",64,2],["registered_address",62,2],["workplace",62,2],["more_phones",245,2],["residence_division",64,2],["residence_address",62,2],["ethnicity",64,2],["marriage",64,2],["native_place",64,2],["occupation",64,2],["education",64,2],["preferred_contact",62,2],["note",195,2]]],"PersonRecord":[0,0,"type","person",[["id",52,0],["dwelling",53,0],["name",52,0],["sex",242,1,"0"],["birth_on",53,1,null],["id_type",145,1,"resident_id"],["id_masked",53,1,null],["phone",53,1,null],["former_name",52,1,""],["registered_division",53,1,null],["registered_address",52,1,""],["workplace",52,1,""],["preferred_contact",53,1,null],["note",53,1,null],["life",72,1,"active"],["more_phones",83,1,[]],["residence_division",53,1,null],["residence_address",52,1,""],["ethnicity",53,1,null],["marriage",53,1,null],["native_place",53,1,null],["occupation",53,1,null],["education",53,1,null],["effective_on",53,1,null],["expired_on",53,1,null]]],"PhotoArrived":[1,0,"kind","photo_arrived",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["sha256",26,0]]],"PhotoEvidence":[0,0,"","",[["time_quality",4,1,"none"],["place_quality",4,1,"none"],["taken",4,1,""],["offset",4,1,""],["satellite_time",4,1,""],["latitude",71,1,null],["longitude",71,1,null],["error_m",71,1,null],["datum",4,1,""],["device",246,1,""]]],"PhotoLooked":[1,0,"kind","photo_looked",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["sha256",26,0],["fingerprint",247,1,""],["damage",248,1,""],["evidence",249,1,{}],["alike",20,1,null]]],"PhotoLost":[1,0,"kind","photo_lost",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["sha256",26,0]]],"PhotoRecord":[0,0,"type","photo",[["id",52,0],["subject_kind",40,0],["subject",52,0],["phase",41,0],["sha256",52,0],["size_bytes",49,0],["media_type",52,0],["caption",52,1,""],["arrived_at",39,1,null],["round",49,1,1],["hidden",250,1,[]],["damage",52,1,""]]],"Point":[1,0,"","",[["lon",203,0],["lat",203,0],["datum",186,0],["accuracy_m",251,1,0.0],["provider",252,1,""]]],"PublishCheckTemplate":[1,0,"kind","publish_check_template",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["scheme",29,0],["site_type",14,0],["name",10,0],["source",10,0],["items",254,0],["levels",256,0],["period_days",108,0],["applies_to",257,1,[]],["unit",113,1,"natural_day"],["case_class",33,1,null],["valid_from",39,1,null]]],"PublishDraft":[1,0,"kind","publish_draft",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["valid_from",39,1,null]]],"PublishTerritory":[1,0,"kind","publish_territory",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["layer",185,0],["datum",186,0],["grids",188,0],["valid_from",39,1,null]]],"PublishVisitRules":[1,0,"kind","publish_visit_rules",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["scheme",14,0],["valid_from",31,0],["rules",259,0],["reason",10,0]]],"PullReply":[0,0,"","",[["answers",52,0],["cursor",52,0],["stamp",48,0],["durable",49,0],["more",21,0],["rows",51,0],["boot",261,1,[]],["drop",262,1,[]],["digests",264,1,{}],["want",83,1,[]],["next_in",49,1,300],["reset",52,1,""]]],"PullRequest":[1,0,"","",[["install",0,0],["contract",3,1,3],["now",2,0],["seen",55,1,null],["queue",237,1,{}],["cursor",56,1,""],["limit",265,1,500]]],"PushReply":[0,0,"","",[["receipts",267,0],["stamp",48,0],["durable",49,0],["rekey",21,1,false],["max_batch",49,1,200],["retry_after",49,1,0],["reset",52,1,""]]],"PushRequest":[1,0,"","",[["install",0,0],["contract",3,1,3],["now",2,0],["seen",55,1,null],["queue",237,1,{}],["commands",269,1,[]]]],"QueueState":[1,0,"","",[["length",270,1,0],["last_seq",1,1,0],["oldest_s",271,1,0],["photos",270,1,0],["last_error",272,1,""],["free_bytes",1,1,0]]],"QuietHours":[1,0,"","",[["from_minute",273,0],["until_minute",273,0]]],"RateCase":[1,0,"kind","rate_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["contacted",274,1,null],["solved",274,1,null],["satisfaction",275,0]]],"Reached":[0,0,"","",[["dwelling",52,0],["channel",276,0],["at",38,0]]],"RecallChecker":[1,0,"kind","recall_checker",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"Receipt":[0,0,"","",[["id",52,0],["verdict",277,0],["pos",49,1,0],["version",49,1,0],["conflict",52,1,""],["to",52,1,""],["missing",83,1,[]],["why",52,1,""],["facts",278,1,{}],["fields",278,1,{}],["choice",52,1,""]]],"ReceiptRecord":[0,0,"type","receipt",[["id",52,0],["receipt",266,0],["of_kind",52,0],["about",52,0],["answered_at",38,0],["seq",49,1,0]]],"RecordDoorCall":[1,0,"kind","record_door_call",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["grid",0,0],["dwelling",0,0],["outcome",184,0]]],"RecordHelp":[1,0,"kind","record_help",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["person",0,0],["helped_on",32,1,null],["needed",9,1,""],["given",9,1,""],["carer",10,1,""],["health",10,1,""],["income",10,1,""],["main_family",10,1,""],["difficulties",9,1,""]]],"RecordInspection":[1,0,"kind","record_inspection",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["subject_kind",147,0],["subject",0,0],["template",0,0],["findings",280,1,[]],["checked",281,1,[]],["met",10,1,""],["note",9,1,""],["point",13,1,null],["dwelling",20,1,null]]],"RecordProgress":[1,0,"kind","record_progress",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"RecordVisit":[1,0,"kind","record_visit",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["household",0,0],["channel",282,1,"door"],["outcome",283,1,"met"],["persons",284,1,[]],["point",13,1,null],["minutes",285,1,0],["needs_told",286,1,[]],["note",144,1,null],["ended_wall",287,1,null]]],"RecountClock":[1,0,"kind","recount_clock",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["timer",288,0]]],"RectifyDanger":[1,0,"kind","rectify_danger",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",121,1,null],["round",16,1,0],["words",9,1,""]]],"RedeemEnrolment":[1,0,"kind","redeem_enrolment",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["install",0,0],["secret_hash",26,0],["platform",107,1,""]]],"RefuseAdmission":[1,0,"kind","refuse_admission",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["opinion",10,0]]],"RefuseCase":[1,0,"kind","refuse_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"RegisterOrganisation":[1,0,"kind","register_organisation",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["name",10,0],["credit_code",289,1,null],["organisation_type",14,1,"99"],["industry",15,1,null],["legal_person",10,1,""],["legal_phone",19,1,null],["safety_officers",98,1,[]],["building",20,1,null],["grid",20,1,null],["point",13,1,null],["address",10,1,""],["under_residential",21,1,false]]],"RegisterPerson":[1,0,"kind","register_person",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["residency",0,0],["dwelling",0,0],["household",20,1,null],["name",10,0],["sex",242,1,"0"],["birth_on",32,1,null],["id_type",145,1,"resident_id"],["id_no",25,1,null],["phone",19,1,null],["former_name",10,1,""],["registered_division",15,1,null],["registered_address",10,1,""],["workplace",10,1,""],["care_labels",100,1,[]],["residency_kind",227,1,"permanent"],["relation",14,1,"99"],["hukou_consistent",21,1,true],["inflow_reason",15,1,null],["inflow_on",32,1,null],["origin",15,1,null],["cert_until",32,1,null],["from_on",32,1,null],["more_phones",244,1,[]],["residence_division",15,1,null],["residence_address",10,1,""],["ethnicity",15,1,null],["marriage",15,1,null],["native_place",15,1,null],["occupation",15,1,null],["education",15,1,null],["housing_kind",15,1,null],["cert_type",15,1,null],["cert_no",25,1,null],["cert_on",32,1,null]]],"RegisterPushToken":[1,0,"kind","register_push_token",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["install",0,0],["channel",290,0],["token",291,0]]],"RegisterRentedHouse":[1,0,"kind","register_rented_house",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["dwelling",0,0],["house_no",10,1,""],["purpose",14,1,"living"],["lease_no",10,1,""],["lessor_type",14,1,"person"],["owner_name",10,1,""],["owner_phone",19,1,null],["owner_id_no",25,1,null],["danger_type",15,1,null],["danger_level",15,1,null],["management_class",14,1,"green"]]],"RegisterSite":[1,0,"kind","register_site",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["name",10,0],["site_kind",14,0],["organisation",20,1,null],["building",20,1,null],["grid",20,1,null],["point",13,1,null],["address",10,1,""],["fire_class",14,1,"general"],["order_class",15,1,null],["under_residential",21,1,false],["area_m2",17,1,0.0],["people",123,1,0],["safety_officer",10,1,""],["safety_phone",19,1,null]]],"Rehome":[1,0,"kind","rehome",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["to",0,0],["buildings",292,1,[]],["unfinished",292,1,[]],["rows",294,1,[]]]],"ReinspectDanger":[1,0,"kind","reinspect_danger",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",121,1,null],["round",16,1,0],["words",9,1,""],["result",295,0],["days",213,1,null],["handed_to",10,1,""]]],"RejoinInstall":[1,0,"kind","rejoin_install",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["user",0,0],["secret_hash",26,0],["former",0,0],["platform",107,1,""]]],"RejoinRequest":[1,0,"","",[["certificate",296,0],["secret",219,0],["install",0,0],["secret_hash",26,0],["platform",107,1,""],["public_key",197,1,""]]],"RemovePushToken":[1,0,"kind","remove_push_token",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["why",297,0],["gone_since",39,1,null]]],"Removed":[1,0,"","",[["count",270,0],["sum_a",298,0],["sum_b",298,0]]],"RenewalCycleRecord":[0,0,"type","renewal_cycle",[["id",52,0],["grid",52,0],["week",52,0],["opened_at",38,0],["found",49,1,0],["carried",49,1,0]]],"RenewalItemRecord":[0,0,"type","renewal_item",[["id",52,0],["cycle",52,0],["week",52,0],["source",52,0],["target_kind",218,0],["target",52,0],["dwelling",52,0],["household",53,1,null],["state",299,1,"pending"]]],"RentedHouseEdits":[1,0,"","",[["house_no",62,2],["purpose",64,2],["lease_no",62,2],["lessor_type",64,2],["owner_name",62,2],["owner_phone",67,2],["danger_type",64,2],["danger_level",64,2],["management_class",64,2],["note",195,2]]],"RentedHouseRecord":[0,0,"type","rented_house",[["id",52,0],["dwelling",52,0],["house_no",52,1,""],["purpose",52,1,"living"],["lease_no",52,1,""],["lessor_type",52,1,"person"],["owner_name",52,1,""],["owner_phone",53,1,null],["owner_id_masked",53,1,null],["danger_type",53,1,null],["danger_level",53,1,null],["management_class",52,1,"green"],["note",53,1,null],["life",72,1,"active"]]],"ReopenCase":[1,0,"kind","reopen_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"ReopenPair":[1,0,"kind","reopen_pair",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["other",0,0],["reason",10,0]]],"ReopenPremises":[1,0,"kind","reopen_premises",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["premises",122,0],["reason",10,1,""]]],"ReplyOrder":[1,0,"kind","reply_order",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["words",300,0]]],"ReportImport":[1,0,"kind","report_import",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["part",123,0],["through",123,0],["outcomes",302,1,[]],["taken_back",21,1,false],["kept",123,1,0],["parts",123,1,0],["ends",21,1,false]]],"ReportMatter":[1,0,"kind","report_matter",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["title",10,0],["description",9,1,""],["class_code",33,1,null],["point",13,1,null],["address",10,1,""],["claimed_grid",20,1,null],["urgent",21,1,false],["photos",118,1,0],["source",85,1,"worker"],["component",33,1,null]]],"ReportPatrol":[1,0,"kind","report_patrol",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["grid",0,0],["on_day",31,0],["minutes",285,0],["cells",304,1,[]]]],"ReportReached":[1,0,"kind","report_reached",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["grid",0,0],["channel",276,0],["dwellings",305,0]]],"RequestExtension":[1,0,"kind","request_extension",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["request",0,0]]],"RequestForcedClose":[1,0,"kind","request_forced_close",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["request",0,0]]],"RequestSuspension":[1,0,"kind","request_suspension",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["request",0,0],["until_on",31,0]]],"RequestVoid":[1,0,"kind","request_void",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["request",0,0]]],"ResidencyEdits":[1,0,"","",[["residency_kind",306,2],["relation",64,2],["inflow_reason",64,2],["cert_until",129,2],["hukou_consistent",69,2],["housing_kind",64,2],["cert_type",64,2],["cert_on",129,2]]],"ResidencyRecord":[0,0,"type","residency",[["id",52,0],["person",52,0],["dwelling",52,0],["household",53,0],["residency_kind",227,0],["status",307,0],["relation",52,1,"99"],["hukou_consistent",21,1,true],["inflow_reason",53,1,null],["inflow_on",53,1,null],["origin",53,1,null],["cert_until",53,1,null],["from_on",53,1,null],["until_on",53,1,null],["housing_kind",53,1,null],["cert_type",53,1,null],["cert_masked",53,1,null],["cert_on",53,1,null],["verified_at",39,1,null],["verified_by",53,1,null],["verify_due",53,1,null]]],"ResponsibilityKey":[1,0,"","",[["matters",308,1,""],["area",20,1,null]]],"ResponsibilityShape":[1,0,"","",[["matters",308,1,""],["area",20,1,null],["lead",0,0],["assist",5,1,[]],["note",10,1,""]]],"RestoreComponent":[1,0,"kind","restore_component",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["reason",10,0]]],"RestoreRecord":[1,0,"kind","restore_record",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["register",309,0],["reason",10,1,""]]],"ResumeCase":[1,0,"kind","resume_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"RetireComponent":[1,0,"kind","retire_component",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["reason",10,0]]],"RetireGrid":[1,0,"kind","retire_grid",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["reason",10,0]]],"RetireRecord":[1,0,"kind","retire_record",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["register",309,0],["reason",10,1,""]]],"ReturnTask":[1,0,"kind","return_task",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["reason",10,0]]],"ReturnToAcceptor":[1,0,"kind","return_to_acceptor",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"ReturnToDepartment":[1,0,"kind","return_to_department",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"ReturnToDispatcher":[1,0,"kind","return_to_dispatcher",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["request",0,0]]],"ReviewRequest":[1,0,"kind","review_request",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["request",0,0],["approved",21,0]]],"ReviewWarning":[1,0,"kind","review_warning",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["outcome",310,0],["words",10,0]]],"RevokeAssignment":[1,0,"kind","revoke_assignment",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"RevokeInstall":[1,0,"kind","revoke_install",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["reason",10,0]]],"RevokePartner":[1,0,"kind","revoke_partner",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]]]],"ReworkDepartment":[1,0,"kind","rework_department",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"ReworkHandling":[1,0,"kind","rework_handling",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"RosterDuty":[1,0,"kind","roster_duty",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["user",0,0],["grids",311,0],["from_at",38,0],["until_at",38,0]]],"Row":[0,1,"","",[["scope",49,0],["kind",49,0],["id",52,0],["op",49,0],["version",49,0],["record",139,0]]],"RowAnswer":[1,0,"","",[["row",312,0],["person",20,1,null]]],"RowOutcome":[0,1,"","",[["row",49,0],["fate",313,0],["reason",315,1,null],["field",52,1,""],["changed",83,1,[]],["people",83,1,[]]]],"RunImport":[1,0,"kind","run_import",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["answers",317,1,[]]]],"SchemeShape":[1,0,"","",[["scheme",117,0],["name",10,0],["name_en",10,1,""],["edition",107,1,""],["minor_digits",318,1,2],["valid_from",39,1,null],["valid_until",39,1,null]]],"ScopeInfo":[0,0,"","",[["id",49,0],["kind",52,0],["ref",52,0],["label",52,0],["count",49,0],["size_bytes",49,1,0],["too_big",21,1,false]]],"ScoreWhistle":[1,0,"kind","score_whistle",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["whistle",0,0],["department",0,0],["score",319,0]]],"Seen":[1,0,"","",[["epoch",4,0],["pos",1,0],["tag",4,0],["mac",58,0]]],"SelfHandle":[1,0,"kind","self_handle",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"SendCheck":[1,0,"kind","send_check",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["checker",0,0],["told",9,1,""]]],"SendVerify":[1,0,"kind","send_verify",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["checker",0,0],["told",9,1,""]]],"ServiceTagEdits":[1,0,"","",[["care_level",64,2],["until_on",129,2],["basis",62,2],["note",195,2]]],"ServiceTagRecord":[0,0,"type","service_tag",[["id",52,0],["person",52,0],["tag_kind",52,0],["status",307,0],["care_level",52,1,"general"],["from_on",53,1,null],["until_on",53,1,null],["basis",52,1,""],["note",53,1,null]]],"SetCalendar":[1,0,"kind","set_calendar",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["calendar",320,0],["reason",10,0]]],"SetCaseSwitches":[1,0,"kind","set_case_switches",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["shift_leader",274,1,null],["return_needs_approval",274,1,null],["accept_pauses_in_verify",274,1,null],["return_restarts_accept",274,1,null],["may_appeal_again",274,1,null],["rework_renews_limit",274,1,null],["yellow_card_at_150",274,1,null],["reports_skip_acceptor",274,1,null],["accept_minutes",47,1,null],["dispatch_minutes",47,1,null],["task_minutes",47,1,null],["level_minutes",47,1,null],["emergency_join_minutes",47,1,null],["daily_join_minutes",47,1,null],["key_join_minutes",47,1,null],["normal_points",321,1,null],["yellow_points",321,1,null],["red_points",321,1,null]]],"SetHistoric":[1,0,"kind","set_historic",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["historic",21,0]]],"SetJointMatters":[1,0,"kind","set_joint_matters",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["matters",323,0]]],"SetLadder":[1,0,"kind","set_ladder",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["rungs",325,0]]],"SetNoticeWays":[1,0,"kind","set_notice_ways",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["language",326,0],["quiet",328,1,null]]],"SetRegister":[1,0,"kind","set_register",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["collects",331,1,null],["reveals_a_day",332,1,null],["reason",10,0]]],"SetUrgency":[1,0,"kind","set_urgency",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["urgent",21,0]]],"SettleConflict":[1,0,"kind","settle_conflict",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["choice",141,0],["was",335,1,null],["value",335,1,null],["reason",9,1,""]]],"SignOrder":[1,0,"kind","sign_order",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]]]],"SignTask":[1,0,"kind","sign_task",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]]]],"SignedOutbox":[1,0,"","",[["outbox",268,0],["signature",336,0]]],"SiteEdits":[1,0,"","",[["name",62,2],["site_kind",64,2],["organisation",68,2],["address",62,2],["fire_class",64,2],["order_class",64,2],["under_residential",69,2],["area_m2",66,2],["people",337,2],["safety_officer",62,2],["safety_phone",67,2],["note",195,2]]],"SiteRecord":[0,0,"type","site",[["id",52,0],["grid",52,0],["name",52,0],["site_kind",52,0],["organisation",53,1,null],["building",53,1,null],["lon",71,1,null],["lat",71,1,null],["address",52,1,""],["fire_class",52,1,"general"],["order_class",53,1,null],["under_residential",21,1,false],["area_m2",70,1,0.0],["people",49,1,0],["safety_officer",52,1,""],["safety_phone",53,1,null],["note",53,1,null],["life",72,1,"active"]]],"SplitGrid":[1,0,"kind","split_grid",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["grid",0,0],["datum",186,0],["parts",338,0],["rest",0,0],["workers",224,1,[]],["preview",225,0],["reason",10,1,""]]],"Stamp":[0,0,"","",[["epoch",52,0],["pos",49,0],["tag",52,0],["mac",52,0],["holds",339,1,null]]],"StartSession":[1,0,"kind","start_session",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["user",0,0],["secret_hash",26,0],["until_at",38,0],["platform",107,1,"browser"]]],"StayRef":[1,0,"","",[["residency",0,0],["person",0,0]]],"SubmitCheck":[1,0,"kind","submit_check",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["result",86,0]]],"SubmitVerify":[1,0,"kind","submit_verify",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["found",21,0]]],"SuperviseCase":[1,0,"kind","supervise_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["supervision",0,0],["level",340,0],["reply_due_at",39,1,null]]],"SurveyOrder":[1,0,"kind","survey_order",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["reached",21,0],["solved",274,1,null],["satisfaction",341,1,null],["words",9,1,""]]],"SwapWorkers":[1,0,"kind","swap_workers",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["ends",0,0],["user",0,0],["post",37,1,"grid_worker"],["at",39,1,null],["preview",225,1,""]]],"TakeBack":[1,0,"kind","take_back",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["register",342,1,null],["version",1,0],["within",20,1,null],["residency",20,1,null],["person",343,1,null],["dwelling",344,1,null],["household",345,1,null],["stay",346,1,null]]],"TakeBackMove":[1,0,"kind","take_back_move",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["version",1,0],["residency",0,0],["goes_on",20,1,null],["back_to",20,1,null]]],"TakeOrder":[1,0,"kind","take_order",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["source",14,0],["number",29,0],["template",14,0],["sign_limit",347,0],["reply_limit",347,0],["nature",107,1,""],["category",107,1,""],["opinion",9,1,""],["name",107,1,""],["phone",19,1,null],["placed_at",39,1,null]]],"TaskAnswer":[1,0,"","",[["key",29,0],["value",9,0]]],"TaskLimit":[1,0,"","",[["value",3,0],["unit",113,0]]],"TaskQuestion":[1,0,"","",[["key",29,0],["text",10,0],["kind",348,1,"text"],["choices",349,1,[]],["required",21,1,false]]],"TaskRecord":[0,0,"type","task",[["id",52,0],["task_type",52,0],["grid",52,0],["title",52,0],["state",350,0],["given_at",38,0],["given_by",52,0],["text",52,1,""],["worker",53,1,null],["target_kind",202,1,null],["target",53,1,null],["sign_by",39,1,null],["reply_by",39,1,null],["signed_by",53,1,null],["signed_at",39,1,null],["ended_by",53,1,null],["ended_at",39,1,null],["answers",351,1,[]],["words",52,1,""],["light",52,1,"green"]]],"TaskTypeRecord":[0,0,"type","task_type",[["id",52,0],["name",52,0],["description",52,1,""],["questions",352,1,[]],["admitted_from",53,1,null],["admitted_until",53,1,null],["urgent",21,1,false]]],"TellDeadline":[1,0,"kind","tell_deadline",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",121,1,null],["round",16,1,0],["words",9,1,""],["notice_no",14,0],["due_on",31,0]]],"TellLight":[1,0,"kind","tell_light",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["timer",288,0],["percent",215,0]]],"TellTask":[1,0,"kind","tell_task",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["light",353,0]]],"TemplateField":[1,0,"","",[["key",29,0],["name",10,0],["kind",354,1,"text"],["choices",349,1,[]]]],"TemplateItem":[0,0,"","",[["code",52,0],["text",52,0],["level",52,0],["may_fix_on_spot",21,1,true],["photos_before",49,1,1],["photos_after",49,1,1],["rectify_days",49,1,7]]],"TemplateLevel":[0,0,"","",[["code",52,0],["name",52,0],["period_days",49,0]]],"TenancyRecord":[0,0,"type","tenancy",[["id",52,0],["person",52,0],["house",52,0],["status",307,0],["from_on",53,1,null],["until_on",53,1,null],["verified_at",39,1,null],["verified_by",53,1,null],["verify_due",53,1,null]]],"UndoImport":[1,0,"kind","undo_import",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]]]],"UnmergeCase":[1,0,"kind","unmerge_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""]]],"UnmergePersons":[1,0,"kind","unmerge_persons",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["winner",0,0],["loser",0,0],["reason",10,1,""]]],"UploadView":[0,0,"","",[["upload",52,0],["offset",49,0],["size_bytes",49,0],["done",21,0]]],"UrgeCase":[1,0,"kind","urge_case",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",7,1,null],["generation",8,1,0],["opinion",9,1,""],["supervision",0,0]]],"VerifyTenant":[1,0,"kind","verify_tenant",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["house",0,0],["verify_due",32,1,null]]],"VisitEdition":[0,0,"","",[["number",1,0],["scheme",52,0],["valid_from",52,0],["rules",355,0]]],"VisitRecord":[0,0,"type","visit",[["id",52,0],["household",52,0],["worker",52,0],["channel",282,0],["outcome",283,0],["visited_at",38,0],["clock_quality",52,1,""],["persons",83,1,[]],["distance_m",71,1,null],["far",21,1,false],["minutes",49,1,0],["needs_told",83,1,[]],["note",53,1,null]]],"VisitRule":[1,0,"","",[["code",14,0],["name",10,0],["name_en",10,1,""],["priority",356,0],["targets",358,0],["period",359,0],["days",360,1,0],["ahead_days",360,1,0],["grace_days",360,1,0],["retry_days",360,1,2],["channels",361,1,[]],["changes",363,1,[]],["change_days",360,1,1]]],"VisitRulesRecord":[0,0,"type","visit_rules",[["id",52,0],["editions",365,0]]],"VisitTarget":[1,0,"","",[["tags",366,1,[]],["min_age",367,1,0],["residency_kinds",368,1,[]]]],"VoidHelp":[1,0,"kind","void_help",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["reason",10,0]]],"Wake":[0,0,"","",[["w",49,0]]],"WarningArea":[1,0,"","",[["polygon",369,1,[]],["datum",186,1,"wgs84"],["grids",292,1,[]],["cells",370,1,[]]]],"WarningReachRecord":[0,0,"type","warning_reach",[["id",52,0],["warning",52,0],["grid",52,0],["drill",21,1,false],["reached",372,1,[]],["calls",374,1,[]],["rung",49,1,0],["acknowledged_by",53,1,null],["acknowledged_at",39,1,null]]],"WarningRecord":[0,0,"type","warning",[["id",52,0],["number",52,0],["level",189,0],["category",168,0],["event",52,0],["texts",375,0],["grids",83,0],["issued_at",38,0],["expires_at",38,0],["onset_at",39,1,null],["drill",21,1,false],["updates",53,1,null]]],"WarningText":[1,0,"","",[["language",376,0],["headline",10,0],["description",9,0],["instruction",9,1,""]]],"WipeProof":[1,0,"","",[["install",0,0],["contract",3,1,3],["seen",55,1,null],["scope",57,0],["digest",377,0],["at",2,0]]],"WipeReply":[0,0,"","",[["stamp",48,0],["durable",49,0],["reset",52,1,""]]],"WithdrawAdmission":[1,0,"kind","withdraw_admission",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["reason",10,0]]],"WithdrawAnswer":[1,0,"kind","withdraw_answer",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["answer",0,0],["stays",36,1,[]]]],"WithdrawDanger":[1,0,"kind","withdraw_danger",[["id",0,0],["seq",1,0],["entity",0,0],["root",0,0],["made",2,0],["contract",3,0],["epoch",4,1,""],["base",1,1,0],["needs",5,1,[]],["saw",121,1,null],["round",16,1,0],["words",9,1,""]]]};

/** A value that is not of its shape; `faults` say where and which rule. */
class ContractError extends Error {
  constructor(name, faults) {
    super(`${name}: ${faults.map((one) => `${one.path || "."} ${one.rule}`).join(", ")}`);
    this.name = "ContractError";
    this.faults = faults;
  }
}

const REQUIRED = 0;
const DEFAULT = 1;
const INSTANT = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const LONE = /[\ud800-\udfff]/u;
const compiled = new Map();

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function patternOf(number) {
  if (!compiled.has(number)) compiled.set(number, new RegExp(PATTERNS[number], "u"));
  return compiled.get(number);
}

const IS = {
  string: (value) => typeof value === "string",
  instant: (value) => typeof value === "string" && INSTANT.test(value) && !Number.isNaN(Date.parse(value)),
  int: (value) => Number.isInteger(value),
  float: (value) => typeof value === "number" && Number.isFinite(value),
  bool: (value) => typeof value === "boolean",
  bytes: (value) => typeof value === "string" && BASE64.test(value),
  any: (value) => value !== undefined,
};

/** Reads a value by its type. Strict: bounds, unknown fields of what clients write, unknown words are faults. */
class Reader {
  constructor(strict) {
    this.strict = strict;
    this.faults = [];
  }

  fault(path, rule) {
    this.faults.push({ path, rule });
  }

  read(number, value, path) {
    const type = TYPES[number];
    switch (type.t) {
      case "null":
        return value === null ? null : this.read(type.of, value, path);
      case "shape":
        return this.shape(type.of, value, path);
      case "words":
        return this.word(type.of, value, path);
      case "list":
        return this.list(type, value, path);
      case "edit":
        return this.places(value, path, 2, (one, at) => (one === null ? null : this.read(type.of, one, at)));
      case "tuple":
        return this.places(value, path, type.of.length, (one, at, i) => this.read(type.of[i], one, at));
      case "map":
        return this.map(type.of, value, path);
      case "one":
        return this.one(type.of, value, path);
      default:
        return this.scalar(type, value, path);
    }
  }

  scalar(type, value, path) {
    if (!IS[type.t](value)) {
      this.fault(path, "type");
    } else if (this.strict) {
      this.bounds(type, value, path);
    }
    return value;
  }

  bounds(type, value, path) {
    if (type.ge !== undefined && value < type.ge) this.fault(path, "ge");
    if (type.le !== undefined && value > type.le) this.fault(path, "le");
    if (typeof value === "string" && type.t === "string" && LONE.test(value)) this.fault(path, "pattern");
    if (type.min_length !== undefined || type.max_length !== undefined) {
      const length = lengthOf(type.t, value);
      if (length < (type.min_length ?? 0)) this.fault(path, "min_length");
      if (length > (type.max_length ?? Infinity)) this.fault(path, "max_length");
    }
    if (type.pattern !== undefined && !patternOf(type.pattern).test(value)) this.fault(path, "pattern");
  }

  word(name, value, path) {
    if (typeof value !== "string") this.fault(path, "type");
    else if (this.strict && !WORDS[name].includes(value)) this.fault(path, "unknown_word");
    return value;
  }

  list(type, value, path) {
    if (!Array.isArray(value)) {
      this.fault(path, "type");
      return value;
    }
    if (this.strict) this.bounds(type, value, path);
    return value.map((one, i) => this.read(type.of, one, `${path}[${i}]`));
  }

  places(value, path, count, read) {
    if (!Array.isArray(value) || value.length !== count) {
      this.fault(path, "type");
      return value;
    }
    return value.map((one, i) => read(one, `${path}[${i}]`, i));
  }

  map(of, value, path) {
    if (!isObject(value)) {
      this.fault(path, "type");
      return value;
    }
    const made = {};
    for (const [key, one] of Object.entries(value)) made[key] = this.read(of, one, `${path}.${key}`);
    return made;
  }

  one(of, value, path) {
    const fitting = of.find((number) => IS[TYPES[number].t](value));
    if (fitting === undefined) this.fault(path, "type");
    return fitting === undefined ? value : this.read(fitting, value, path);
  }

  shape(name, value, path) {
    if (name === "AnyCommand") return this.command(value, path);
    const [asked, arrayLike, tagField, tag, fields] = SHAPES[name];
    if (arrayLike) return this.row(fields, value, path);
    if (!isObject(value)) {
      this.fault(path, "type");
      return value;
    }
    const made = {};
    if (tag) made[tagField] = tag;
    if (tag && value[tagField] !== tag) this.fault(join(path, tagField), tagField in value ? "unknown_word" : "required");
    for (const [field, type, how, byDefault] of fields) {
      const at = join(path, field);
      if (value[field] !== undefined) made[field] = this.read(type, value[field], at);
      else if (how === REQUIRED) this.fault(at, "required");
      else if (how === DEFAULT) made[field] = structuredClone(byDefault);
    }
    if (this.strict && asked) this.unknown(fields, tagField, value, path);
    return made;
  }

  unknown(fields, tagField, value, path) {
    const known = new Set(fields.map(([field]) => field));
    for (const key of Object.keys(value)) {
      if (key !== tagField && !known.has(key)) this.fault(join(path, key), "unknown_field");
    }
  }

  /** A list by the order of its fields; a newer server may append places. */
  row(fields, value, path) {
    const least = fields.filter(([, , how]) => how === REQUIRED).length;
    if (!Array.isArray(value) || value.length < least) {
      this.fault(path, "type");
      return value;
    }
    return fields.map(([, type, , byDefault], i) =>
      i < value.length ? this.read(type, value[i], `${path}[${i}]`) : structuredClone(byDefault),
    );
  }

  command(value, path) {
    const name = isObject(value) ? COMMANDS[value.kind] : undefined;
    if (name !== undefined) return this.shape(name, value, path);
    this.fault(isObject(value) ? join(path, "kind") : path, isObject(value) && "kind" in value ? "unknown_word" : "required");
    return value;
  }
}

function join(path, name) {
  return path ? `${path}.${name}` : name;
}

/** Code points of text, bytes of Base64, members of a list. */
function lengthOf(kind, value) {
  if (kind === "bytes") return (value.length / 4) * 3 - (value.endsWith("==") ? 2 : value.endsWith("=") ? 1 : 0);
  return typeof value === "string" ? [...value].length : value.length;
}

function known(name) {
  if (name !== "AnyCommand" && !(name in SHAPES)) throw new TypeError(`the contract has no shape ${name}`);
}

/** A value that the server wrote: unknown fields are left out, defaults filled in. Throws ContractError. */
function decode(name, value) {
  known(name);
  const reader = new Reader(false);
  const made = reader.shape(name, value, "");
  if (reader.faults.length) throw new ContractError(name, reader.faults);
  return made;
}

/** A row's record by its kind's number; null for a kind that this contract does not know. Throws ContractError. */
function decodeRecord(kind, value) {
  return KINDS[kind] === undefined ? null : decode(KINDS[kind], value);
}

/** What a strict server would refuse of a value that this client is about to write; none is well. */
function faults(name, value) {
  known(name);
  const reader = new Reader(true);
  reader.shape(name, value, "");
  return reader.faults;
}

/** The JSON text of a value: fields in their order, defaults left out. Throws ContractError. */
function encode(name, value) {
  decode(name, value);
  return writeShape(name, value);
}

function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

function writeShape(name, value) {
  const [, arrayLike, tagField, tag, fields] = SHAPES[name === "AnyCommand" ? COMMANDS[value.kind] : name];
  if (arrayLike) return `[${fields.map(([, type], i) => write(type, value[i])).join(",")}]`;
  const parts = tag ? [`${JSON.stringify(tagField)}:${JSON.stringify(tag)}`] : [];
  for (const [field, type, how, byDefault] of fields) {
    const one = value[field];
    if (one === undefined || (how === DEFAULT && same(one, byDefault))) continue;
    parts.push(`${JSON.stringify(field)}:${write(type, one)}`);
  }
  return `{${parts.join(",")}}`;
}

function write(number, value) {
  const type = TYPES[number];
  if (value === null) return "null";
  switch (type.t) {
    case "null":
      return write(type.of, value);
    case "shape":
      return writeShape(type.of, value);
    case "list":
    case "edit":
      return `[${value.map((one) => write(type.of, one)).join(",")}]`;
    case "tuple":
      return `[${value.map((one, i) => write(type.of[i], one)).join(",")}]`;
    case "map":
      return `{${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}:${write(type.of, one)}`).join(",")}}`;
    case "one":
      return write(type.of.find((one) => IS[TYPES[one].t](value)), value);
    case "float":
      return Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : String(value);
    default:
      return JSON.stringify(value);
  }
}

/** How a shape is made: its tag, and its fields in their order with what each is where nobody says anything of it. */
function shapeOf(name) {
  if (!(name in SHAPES)) throw new TypeError(`the contract has no shape ${name}`);
  const [, , tagField, tag, fields] = SHAPES[name];
  return {
    tagField,
    tag,
    fields: fields.map(([field, , how, byDefault]) => ({ name: field, required: how === REQUIRED, byDefault })),
  };
}
return { CONTRACT, KINDS, COMMANDS, POLICIES, PROBLEMS, WORDS, ONLINE_ONLY, ContractError, decode, decodeRecord, faults, encode, shapeOf };
})();

const $phone_tables = (() => {

/** By the `type` of a record: the number of its kind. @type {Record<string, number>} */
const NUMBERS = {"building":1,"dwelling":2,"household":3,"person":4,"residency":5,"visit":6,"case":7,"case_event":8,"photo":9,"grid":10,"case_class":11,"care":12,"conflict":13,"own_conflict":14,"receipt":15,"case_task":16,"filing_condition":17,"component":18,"site":19,"organisation":20,"rented_house":21,"tenancy":22,"service_tag":23,"help":24,"visit_rules":25,"renewal_cycle":26,"renewal_item":27,"task_type":28,"task":29,"check_template":31,"inspection":32,"danger":33,"warning":36,"warning_reach":37};

/** What moves a case, or is said of one. @type {string[]} */
const CASE_COMMANDS = ["accept_case","answer_supervision","appeal_timeout","assign_case","assign_down","audit_self_handled","blow_whistle","cancel_supervision","close_case","comment_case","confirm_handling","correct_case","dispatch_case","end_whistle","escalate_case","file_case","finish_assisting","finish_handling","join_whistle","leave_whistle","merge_case","not_file_case","rate_case","recall_checker","record_progress","refuse_case","reopen_case","request_extension","request_forced_close","request_suspension","request_void","resume_case","return_to_acceptor","return_to_department","return_to_dispatcher","review_request","revoke_assignment","rework_department","rework_handling","score_whistle","self_handle","send_check","send_verify","set_historic","set_urgency","submit_check","submit_verify","supervise_case","unmerge_case","urge_case"];

/** The steps of a danger. @type {string[]} */
const DANGER_COMMANDS = ["close_danger","escalate_danger","fix_danger","issue_notice","rectify_danger","reinspect_danger","tell_deadline","withdraw_danger"];

/** By event: `[from, to]` (null: it stays), where it comes too late, what becomes of it after its round. @type {Record<string, {ways: [string[], string | null][], absorbed: string[], stale: string | null}>} */
const DANGER_ROWS = {"fix_danger":{"ways":[[["found"],"fixed_on_spot"],[["noticed"],"rectified"]],"absorbed":["closed","fixed_on_spot","rectified","reinspected"],"stale":"absorb"},"issue_notice":{"ways":[[["found"],"noticed"]],"absorbed":["escalated","noticed","rectified"],"stale":null},"rectify_danger":{"ways":[[["found","noticed"],"rectified"]],"absorbed":["closed","fixed_on_spot","rectified","reinspected"],"stale":"absorb"},"reinspect_danger.pass":{"ways":[[["fixed_on_spot","noticed","rectified"],"reinspected"]],"absorbed":["closed","reinspected"],"stale":"park"},"reinspect_danger.fail":{"ways":[[["fixed_on_spot","found","noticed","rectified"],"noticed"]],"absorbed":["escalated"],"stale":"absorb"},"escalate_danger":{"ways":[[["found","noticed","rectified"],"escalated"]],"absorbed":["escalated"],"stale":null},"withdraw_danger":{"ways":[[["fixed_on_spot","found","noticed","rectified","reinspected"],"withdrawn"]],"absorbed":["withdrawn"],"stale":null},"close_danger":{"ways":[[["escalated","fixed_on_spot","reinspected"],"closed"]],"absorbed":["closed"],"stale":null},"tell_deadline":{"ways":[[["noticed"],null]],"absorbed":["closed","escalated","fixed_on_spot","found","rectified","reinspected","withdrawn"],"stale":null}};

/** What one message may hold. @type {Record<string, number>} */
const LIMITS = {"MAX_BATCH":200,"MAX_PUSH_BYTES":262144,"MAX_COMMAND_BYTES":1048576,"BOOT_ROWS":500,"NEXT_IN_S":300,"BUCKETS":256,"MAX_BUCKETS":32,"MAX_DIFFERS":200};
return { NUMBERS, CASE_COMMANDS, DANGER_COMMANDS, DANGER_ROWS, LIMITS };
})();

const $hashes = (() => {
/** SHA-256 and BLAKE2b-128, at once: a database's transaction would not wait for the platform's own. */

const K = roots(64, 3);
const START = roots(8, 2);

/** The first 32 bits of the fractions of the roots of the first primes. @param {number} count @param {2 | 3} degree */
function roots(count, degree) {
  const told = new Uint32Array(count);
  for (let n = 2, found = 0; found < count; n++) {
    if (!isPrime(n)) continue;
    const root = degree === 2 ? Math.sqrt(n) : Math.cbrt(n);
    told[found++] = (root - Math.floor(root)) * 2 ** 32;
  }
  return told;
}

/** @param {number} n */
function isPrime(n) {
  for (let by = 2; by * by <= n; by++) if (n % by === 0) return false;
  return true;
}

/** @param {number} word @param {number} by */
function turned(word, by) {
  return (word >>> by) | (word << (32 - by));
}

/** The SHA-256 of some bytes. @param {Uint8Array} bytes @returns {Uint8Array} */
function sha256(bytes) {
  const padded = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const state = START.slice();
  const words = new Uint32Array(64);
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(at + i * 4);
    shaBlock(state, words);
  }
  const told = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => told.setUint32(i * 4, word));
  return new Uint8Array(told.buffer);
}

/** @param {Uint32Array} state @param {Uint32Array} w */
function shaBlock(state, w) {
  for (let i = 16; i < 64; i++) {
    const low = turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ (w[i - 15] >>> 3);
    const high = turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ (w[i - 2] >>> 10);
    w[i] = w[i - 16] + low + w[i - 7] + high;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
}

// --- BLAKE2b, with 64 bits as two words, the lower one first ------------------------------------------------------------

const IV = new Uint32Array([
  0xf3bcc908, 0x6a09e667, 0x84caa73b, 0xbb67ae85, 0xfe94f82b, 0x3c6ef372, 0x5f1d36f1, 0xa54ff53a,
  0xade682d1, 0x510e527f, 0x2b3e6c1f, 0x9b05688c, 0xfb41bd6b, 0x1f83d9ab, 0x137e2179, 0x5be0cd19,
]);
const SIGMA = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
];
const LINES = [
  [0, 8, 16, 24], [2, 10, 18, 26], [4, 12, 20, 28], [6, 14, 22, 30],
  [0, 10, 20, 30], [2, 12, 22, 24], [4, 14, 16, 26], [6, 8, 18, 28],
];

/** @param {Uint32Array} v @param {number} to @param {number} low @param {number} high */
function add(v, to, low, high) {
  const sum = v[to] + low;
  v[to] = sum;
  v[to + 1] += high + (sum >= 2 ** 32 ? 1 : 0);
}

/** @param {Uint32Array} v @param {Uint32Array} m @param {number[]} line @param {number} x @param {number} y */
function mix(v, m, [a, b, c, d], x, y) {
  add(v, a, v[b], v[b + 1]);
  add(v, a, m[x], m[x + 1]);
  let low = v[d] ^ v[a];
  let high = v[d + 1] ^ v[a + 1];
  v[d] = high;
  v[d + 1] = low;
  add(v, c, v[d], v[d + 1]);
  low = v[b] ^ v[c];
  high = v[b + 1] ^ v[c + 1];
  v[b] = (low >>> 24) ^ (high << 8);
  v[b + 1] = (high >>> 24) ^ (low << 8);
  add(v, a, v[b], v[b + 1]);
  add(v, a, m[y], m[y + 1]);
  low = v[d] ^ v[a];
  high = v[d + 1] ^ v[a + 1];
  v[d] = (low >>> 16) ^ (high << 16);
  v[d + 1] = (high >>> 16) ^ (low << 16);
  add(v, c, v[d], v[d + 1]);
  low = v[b] ^ v[c];
  high = v[b + 1] ^ v[c + 1];
  v[b] = (high >>> 31) ^ (low << 1);
  v[b + 1] = (low >>> 31) ^ (high << 1);
}

/** @param {Uint32Array} h @param {Uint32Array} m @param {number} count @param {boolean} last */
function blakeBlock(h, m, count, last) {
  const v = new Uint32Array(32);
  v.set(h);
  v.set(IV, 16);
  v[24] ^= count;
  v[25] ^= Math.floor(count / 2 ** 32);
  if (last) {
    v[28] = ~v[28];
    v[29] = ~v[29];
  }
  for (const order of SIGMA) LINES.forEach((line, i) => mix(v, m, line, order[2 * i] * 2, order[2 * i + 1] * 2));
  for (let i = 0; i < 16; i++) h[i] ^= v[i] ^ v[i + 16];
}

/** The BLAKE2b of some bytes, without a key. @param {Uint8Array} bytes @param {number} size @returns {Uint8Array} */
function blake2b(bytes, size) {
  const h = IV.slice();
  h[0] ^= 0x01010000 ^ size;
  const blocks = Math.max(1, Math.ceil(bytes.length / 128));
  const padded = new DataView(new ArrayBuffer(blocks * 128));
  new Uint8Array(padded.buffer).set(bytes);
  const m = new Uint32Array(32);
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < 32; i++) m[i] = padded.getUint32(block * 128 + i * 4, true);
    blakeBlock(h, m, Math.min(bytes.length, (block + 1) * 128), block === blocks - 1);
  }
  const told = new DataView(new ArrayBuffer(64));
  h.forEach((word, i) => told.setUint32(i * 4, word, true));
  return new Uint8Array(told.buffer, 0, size);
}
return { sha256, blake2b };
})();

const $digest = (() => {
/** What a scope holds, as a count and two sums: equal on both ends or a bug. Compares and repairs nothing. */
const { LIMITS } = $phone_tables;
const { blake2b } = $hashes;

/** @typedef {readonly [kind: number, id: string, version: number]} Version */

const MASK = (1n << 62n) - 1n;
const UTF8 = new TextEncoder();

/** The two 62-bit numbers of one row. @param {Version} row @returns {[bigint, bigint]} */
function rowSums([kind, id, version]) {
  const whole = blake2b(UTF8.encode(`${kind}|${id}|${version}`), 16);
  const view = new DataView(whole.buffer, whole.byteOffset, 16);
  return [view.getBigUint64(0) & MASK, view.getBigUint64(8) & MASK];
}

/** A sum as it crosses the wire: 16 hex digits. @param {bigint} sum */
function hex62(sum) {
  return (sum & MASK).toString(16).padStart(16, "0");
}

/**
 * Count and sums over rows, in any order, as they cross the wire.
 *
 * @param {Iterable<Version>} rows
 * @returns {import("./ports.js").Removed}
 */
function total(rows) {
  let count = 0;
  let sumA = 0n;
  let sumB = 0n;
  for (const row of rows) {
    const [a, b] = rowSums(row);
    count += 1;
    sumA += a;
    sumB += b;
  }
  return { count, sum_a: hex62(sumA), sum_b: hex62(sumB) };
}

/** Which of the 256 buckets of a repair a row falls into: the last byte of its id. @param {string} id */
function bucket(id) {
  return Number.parseInt(id.slice(-2), 16);
}

/** The sums of each bucket: both in hex, or nothing for an empty one. @param {Iterable<Version>} rows @returns {string[]} */
function bucketSums(rows) {
  /** @type {Version[][]} */
  const sorted = Array.from({ length: LIMITS.BUCKETS }, () => []);
  for (const row of rows) sorted[bucket(row[1])].push(row);
  return sorted.map((some) => {
    if (!some.length) return "";
    const sums = total(some);
    return sums.sum_a + sums.sum_b;
  });
}
return { rowSums, hex62, total, bucket, bucketSums };
})();

const $ports = (() => {
/**
 * What a phone's store must be, and the rows that lie in it: plain tables and one local transaction. It decides nothing.
 *
 * Whoever brings a store of their own writes a `Backend` and the two transactions of `Store`; `Tables` does the rest.
 */
const { LIMITS } = $phone_tables;

/** @typedef {import("../generated/contract.js").Clock} Clock */
/** @typedef {import("../generated/contract.js").Seen} Seen */
/** @typedef {import("../generated/contract.js").Receipt} Receipt */
/** @typedef {import("../generated/contract.js").ScopeInfo} ScopeInfo */
/** @typedef {import("../generated/contract.js").Removed} Removed */
/** @typedef {import("../generated/contract.js").AnyCommand} AnyCommand */
/** @typedef {import("../generated/contract.js").PushReply} PushReply */
/** @typedef {import("../generated/contract.js").WipeReply} WipeReply */
/** @typedef {import("../generated/contract.js").PullRequest} PullRequest */
/** @typedef {import("../generated/contract.js").BootRequest} BootRequest */
/** @typedef {import("../generated/contract.js").DigestRequest} DigestRequest */
/** @typedef {import("../generated/contract.js").WipeProof} WipeProof */
/** @typedef {import("../generated/contract.js").QueueState} QueueState */

/** @typedef {string | number} Part */
/** @typedef {Part | readonly Part[]} Key What a row is found by. Numbers lie before texts, lists go place by place. */

/**
 * The tables of one open transaction. `put` and `drop` need not be awaited: what is read after them sees them.
 *
 * @typedef {object} Backend
 * @property {(table: string, key: Key) => Promise<any>} get The row of a key, or undefined.
 * @property {(table: string, prefix?: readonly Part[]) => Promise<any[]>} all In the order of their keys; with a prefix,
 *   those whose key is a list that begins so.
 * @property {(table: string, key: Key, row: any) => void} put
 * @property {(table: string, key: Key) => void} drop
 * @property {(scope: number) => void} [shred] Destroy the key that rows were sealed with for a scope.
 */

/** @typedef {import("./tables.js").Tables} Tables */

/**
 * A place for a phone's rows. One commit at a time; what its work throws leaves no trace, as a crash would.
 *
 * @typedef {object} Store
 * @property {<T>(work: (tables: Tables) => Promise<T>) => Promise<T>} commit All writes are kept, durably, or none.
 *   The work may await its tables alone: a database would end the transaction for anything else.
 * @property {<T>(work: (tables: Tables) => Promise<T>) => Promise<T>} read Reads of one moment.
 */

/**
 * What a phone knows of itself and of the server. `cursor` is the server's own text, `cursor_pos` the head of the last
 * complete pull, `seen` the highest stamp, `durable` the highest position that a proved backup holds. `rows_of` names
 * the epoch and contract that every held row came in, `rows_due` those of a boot of all scopes that is under way.
 *
 * @typedef {object} PhoneState
 * @property {string} install
 * @property {string} user
 * @property {string} cursor
 * @property {number} cursor_pos
 * @property {Seen | null} seen
 * @property {number} durable
 * @property {number} next_seq
 * @property {number} next_mark
 * @property {number} max_batch
 * @property {number} next_in_s
 * @property {number} failures
 * @property {number} contact_wall
 * @property {string} contact_boot
 * @property {number} contact_mono
 * @property {string} last_error
 * @property {boolean} rekey
 * @property {string} rows_of
 * @property {string} rows_due
 * @property {readonly string[]} past_epochs
 */

/** @type {Readonly<PhoneState>} */
const FRESH = Object.freeze({
  install: "",
  user: "",
  cursor: "",
  cursor_pos: 0,
  seen: null,
  durable: 0,
  next_seq: 1,
  next_mark: 1,
  max_batch: LIMITS.MAX_BATCH,
  next_in_s: LIMITS.NEXT_IN_S,
  failures: 0,
  contact_wall: 0,
  contact_boot: "",
  contact_mono: 0,
  last_error: "",
  rekey: false,
  rows_of: "",
  rows_due: "",
  past_epochs: Object.freeze([]),
});

/** @typedef {{kind: number, id: string, version: number, record: string}} BaseRow The record's own JSON text, as it came. */
/** @typedef {{scope: number, kind: number, id: string, mark: number}} Member `mark` names a boot, 0 a pull. */
/** @typedef {{seq: number, id: string, lane: string, entity: string, body: Uint8Array, tries: number}} Queued */
/**
 * `ack_pos` is the position of the stamp that came with the receipt (JSON text). Of what exceeds the phone's room only
 * the hash is left.
 *
 * @typedef {{seq: number, id: string, lane: string, entity: string, body: Uint8Array, receipt: string, ack_pos: number,
 *   sha256: Uint8Array}} Sent
 */
/**
 * @typedef {{seq: number, id: string, kind: string, entity: string, receipt: string, wall: number, dismissed: boolean}}
 *   Answered
 */
/**
 * `start` is the cursor before the first chunk, null until that is asked for. `has`: what is held may be told, so that
 * it comes without its records. `again`: the cursor holds the scope, and this boot replaces what could not be repaired.
 *
 * @typedef {{scope: number, mark: number, start: string | null, after: string, has: boolean, again: boolean}} Booting
 */
/** @typedef {{scope: number, held: Removed, gone: boolean}} Dropping `gone`: the server is yet to be told. */
/** @typedef {{scope: number, repairs: readonly number[], booted: number | null}} Mended */
/** @typedef {{kind: number, id: string, lane: string, scope: number}} Leaving */
/**
 * A photo's bytes on their own way: where they lie, and how many have arrived. `done_pos` is the position of the first
 * complete pull after the last of them.
 *
 * @typedef {{upload: string, command: string, subject: string, sha256: string, size_bytes: number, media_type: string,
 *   path: string, offset: number, done: boolean, done_pos: number | null}} PhotoFile
 */

/** @typedef {{scope: number, kind: number, id: string, op: number, version: number, record: string}} Arrived */
/** @typedef {Omit<import("../generated/contract.js").PullReply, "rows"> & {rows: Arrived[]}} PullReply */
/** @typedef {Omit<import("../generated/contract.js").BootReply, "rows"> & {rows: Arrived[]}} BootReply */
/** @typedef {Omit<import("../generated/contract.js").DigestReply, "rows"> & {rows: Arrived[]}} DigestReply */

const PUT = 1;
const EXIT = 2;
const ERASE = 3;
const SAME = 4;
return { FRESH, PUT, EXIT, ERASE, SAME };
})();

const $tables = (() => {
/** The tables of a phone over any backend: rows by the keys that they carry in themselves. It decides nothing. */
const { FRESH } = $ports;

/** @typedef {import("./ports.js").Backend} Backend */
/** @typedef {import("./ports.js").Key} Key */
/** @typedef {import("./ports.js").BaseRow} BaseRow */
/** @typedef {import("./ports.js").Member} Member */

/** Every table that a backend must have. `places` and `versions` are ways to find what `members` and `base` hold. */
const TABLES = Object.freeze([
  "phone", "base", "versions", "members", "places", "queue", "sent", "answered", "scopes", "booting", "dropping", "mended",
  "leaving", "photos",
]);

/**
 * @template R
 * @template {Key} K
 */
class Table {
  /** @param {Backend} backend @param {string} name @param {(row: R) => K} key */
  constructor(backend, name, key) {
    this.backend = backend;
    this.name = name;
    this.key = key;
  }

  /** The row of a key, if there is one. @param {K} key @returns {Promise<R | undefined>} */
  find(key) {
    return this.backend.get(this.name, key);
  }

  /** All rows, in the order of their keys. @returns {Promise<R[]>} */
  rows() {
    return this.backend.all(this.name);
  }

  /** Insert a row, or replace the one of its key. @param {R} row */
  put(row) {
    this.backend.put(this.name, this.key(row), row);
  }

  /** Delete a row; one that is not there is nothing. @param {K} key */
  drop(key) {
    this.backend.drop(this.name, key);
  }
}

/** The rows that the server sent, by kind and id. @extends {Table<BaseRow, readonly [number, string]>} */
class Base extends Table {
  /** @param {Backend} backend */
  constructor(backend) {
    super(backend, "base", (row) => [row.kind, row.id]);
  }

  /** All rows of a kind, by id. @param {number} kind @returns {Promise<BaseRow[]>} */
  ofKind(kind) {
    return this.backend.all(this.name, [kind]);
  }

  /** @param {BaseRow} row */
  put(row) {
    super.put(row);
    this.backend.put("versions", this.key(row), { kind: row.kind, id: row.id, version: row.version });
  }

  /** @param {readonly [number, string]} key */
  drop(key) {
    super.drop(key);
    this.backend.drop("versions", key);
  }
}

/** Which rows are visible through which scopes. */
class Members {
  /** @param {Backend} backend */
  constructor(backend) {
    this.backend = backend;
  }

  /** Keep a membership; a later mark replaces an earlier one. @param {Member} member */
  put(member) {
    const { scope, kind, id } = member;
    this.backend.put("members", [scope, kind, id], member);
    this.backend.put("places", [kind, id, scope], scope);
  }

  /** Delete a membership; one that is not there is nothing. @param {number} scope @param {number} kind @param {string} id */
  drop(scope, kind, id) {
    this.backend.drop("members", [scope, kind, id]);
    this.backend.drop("places", [kind, id, scope]);
  }

  /** The memberships of a scope, by kind and id. @param {number} scope @returns {Promise<Member[]>} */
  ofScope(scope) {
    return this.backend.all("members", [scope]);
  }

  /** The scopes through which a row is visible, sorted. @param {number} kind @param {string} id @returns {Promise<number[]>} */
  scopesOf(kind, id) {
    return this.backend.all("places", [kind, id]);
  }

  /** What a scope's digest counts. @param {number} scope @returns {Promise<import("./digest.js").Version[]>} */
  async versions(scope) {
    const members = await this.ofScope(scope);
    const held = members.length ? await this._held() : new Map();
    /** @type {import("./digest.js").Version[]} */
    const found = [];
    for (const { kind, id } of members) {
      const version = held.get(`${kind}|${id}`);
      if (version !== undefined) found.push([kind, id, version]);
    }
    return found;
  }

  /** The keys of the base rows that are visible through no scope. @returns {Promise<{kind: number, id: string}[]>} */
  async orphans() {
    const seen = new Set((await this.backend.all("members")).map((one) => `${one.kind}|${one.id}`));
    const rows = await this.backend.all("versions");
    return rows.filter((row) => !seen.has(`${row.kind}|${row.id}`));
  }

  /** @returns {Promise<Map<string, number>>} */
  async _held() {
    const rows = await this.backend.all("versions");
    return new Map(rows.map((row) => [`${row.kind}|${row.id}`, row.version]));
  }
}

/** All tables of one open transaction. */
class Tables {
  /** @param {Backend} backend */
  constructor(backend) {
    this.backend = backend;
    this.base = new Base(backend);
    this.members = new Members(backend);
    /** @type {Table<import("./ports.js").Queued, number>} */
    this.queue = new Table(backend, "queue", (row) => row.seq);
    /** @type {Table<import("./ports.js").Sent, number>} */
    this.sent = new Table(backend, "sent", (row) => row.seq);
    /** @type {Table<import("./ports.js").Answered, number>} */
    this.answered = new Table(backend, "answered", (row) => row.seq);
    /** @type {Table<import("./ports.js").ScopeInfo, number>} */
    this.scopes = new Table(backend, "scopes", (row) => row.id);
    /** @type {Table<import("./ports.js").Booting, number>} */
    this.booting = new Table(backend, "booting", (row) => row.scope);
    /** @type {Table<import("./ports.js").Dropping, number>} */
    this.dropping = new Table(backend, "dropping", (row) => row.scope);
    /** @type {Table<import("./ports.js").Mended, number>} */
    this.mended = new Table(backend, "mended", (row) => row.scope);
    /** @type {Table<import("./ports.js").Leaving, readonly [number, string]>} */
    this.leaving = new Table(backend, "leaving", (row) => [row.kind, row.id]);
    /** @type {Table<import("./ports.js").PhotoFile, string>} */
    this.photos = new Table(backend, "photos", (row) => row.upload);
  }

  /** The phone's one row; its defaults on a fresh phone. @returns {Promise<import("./ports.js").PhoneState>} */
  async state() {
    return { ...FRESH, ...(await this.backend.get("phone", "phone")) };
  }

  /** Replace the phone's one row. @param {import("./ports.js").PhoneState} state */
  putState(state) {
    this.backend.put("phone", "phone", state);
  }

  /** Destroy the key that rows were sealed with for a scope, where a store seals them. @param {number} scope */
  shred(scope) {
    this.backend.shred?.(scope);
  }
}
return { TABLES, Table, Tables };
})();

const $idb = (() => {
/**
 * The store in a browser's IndexedDB: an object store for each table, one transaction for each commit.
 *
 * A transaction ends by itself as soon as nothing is asked of it. So the work of a commit may await its tables alone.
 */
const { Tables, TABLES } = $tables;

/** @typedef {import("./ports.js").Key} Key */
/** @typedef {import("./ports.js").Part} Part */
/** @typedef {import("./ports.js").Backend} Backend */

const VERSION = 1;

/** What a request comes to. @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The tables of one transaction. @implements {Backend} */
class Open {
  /** @param {IDBTransaction} transaction */
  constructor(transaction) {
    this.transaction = transaction;
  }

  /** @param {string} table @param {Key} key @returns {Promise<any>} */
  get(table, key) {
    return answered(this.transaction.objectStore(table).get(/** @type {IDBValidKey} */ (key)));
  }

  /** @param {string} table @param {readonly Part[]} [prefix] @returns {Promise<any[]>} */
  all(table, prefix) {
    // after every number and text come lists: an empty one ends what begins with the prefix
    const range = prefix ? IDBKeyRange.bound([...prefix], [...prefix, []]) : undefined;
    return answered(this.transaction.objectStore(table).getAll(range));
  }

  /** @param {string} table @param {Key} key @param {any} row */
  put(table, key, row) {
    this.transaction.objectStore(table).put(row, /** @type {IDBValidKey} */ (key));
  }

  /** @param {string} table @param {Key} key */
  drop(table, key) {
    this.transaction.objectStore(table).delete(/** @type {IDBValidKey} */ (key));
  }
}

/**
 * A store that outlives the page. Each user has one of their own; `open` it by a name that tells whose it is. Several
 * pages may have it open: the database lets one commit at a time through.
 */
class IndexedDbStore {
  /** @param {IDBDatabase} database */
  constructor(database) {
    this.database = database;
    database.onversionchange = () => database.close(); // a later app, or `destroy`, must not wait for this page
  }

  /**
   * Open a store, and make it where there is none. Throws what the database throws: no room, a private window.
   *
   * @param {string} name
   * @returns {Promise<IndexedDbStore>}
   */
  static async open(name) {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      for (const table of TABLES) request.result.createObjectStore(table);
    };
    return new IndexedDbStore(await answered(request));
  }

  /** Delete a store with all that is in it: the end of `Phone.leave`, once its proofs are on record. @param {string} name */
  static async destroy(name) {
    await answered(indexedDB.deleteDatabase(name));
  }

  /** See Store. @template T @param {(tables: Tables) => Promise<T>} work @returns {Promise<T>} */
  commit(work) {
    return this._within(this.database.transaction([...TABLES], "readwrite", { durability: "strict" }), work);
  }

  /** See Store. @template T @param {(tables: Tables) => Promise<T>} work @returns {Promise<T>} */
  read(work) {
    return this._within(this.database.transaction([...TABLES], "readonly"), work);
  }

  /** Let go of the database. */
  close() {
    this.database.close();
  }

  /** @template T @param {IDBTransaction} transaction @param {(tables: Tables) => Promise<T>} work @returns {Promise<T>} */
  async _within(transaction, work) {
    /** @type {Promise<void>} */
    const ended = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("the commit was given up"));
    });
    ended.catch(() => {}); // told below, after what the work itself has to say
    try {
      const told = await work(new Tables(new Open(transaction)));
      await ended;
      return told;
    } catch (error) {
      giveUp(transaction);
      await ended.catch(() => {});
      throw error;
    }
  }
}

/** @param {IDBTransaction} transaction */
function giveUp(transaction) {
  try {
    transaction.abort();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "InvalidStateError") throw error; // it has ended by itself
  }
}
return { IndexedDbStore };
})();

const $texts = (() => {
/** Bytes and texts as they cross the wire: what must stay byte by byte is cut out of a reply, never written anew. */
const { decode } = $contract;

const UTF8 = new TextEncoder();
const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const DEEPEST = 500;
const ESCAPED = /\\u[dD][89abAB]|\\u[dD][c-fC-F]/;
const LONE = /[\ud800-\udfff]/u;

/** @param {string} text */
function bytesOf(text) {
  return UTF8.encode(text);
}

/** What bytes of a command say, or undefined for what no reader understands. @param {Uint8Array} bytes @returns {any} */
function readBytes(bytes) {
  try {
    const text = STRICT.decode(bytes);
    return isTooDeep(text) ? undefined : JSON.parse(text, ESCAPED.test(text) ? whole : undefined);
  } catch {
    return undefined; // a broken store: the bytes are sent all the same, and the server keeps them
  }
}

/** @param {Uint8Array} bytes */
function hexOf(bytes) {
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

/** Half a character, told by an escape, is read by nobody. @param {string} _name @param {any} value */
function whole(_name, value) {
  if (typeof value === "string" && LONE.test(value)) throw new SyntaxError("half a character");
  return value;
}

/** @param {string} text */
function isTooDeep(text) {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') at = afterString(text, at) - 1;
    else if (sign === "{" || sign === "[") depth += 1;
    else if (sign === "}" || sign === "]") depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** @param {string} text @param {number} from */
function afterString(text, from) {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** @param {string} text @param {number} from */
function afterValue(text, from) {
  if (text[from] === '"') return afterString(text, from);
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') at = afterString(text, at) - 1;
    else if (sign === "{" || sign === "[") depth += 1;
    else if ((sign === "}" || sign === "]" || sign === ",") && depth === 0) return at;
    else if (sign === "}" || sign === "]") depth -= 1;
    if (depth === 0 && (sign === "}" || sign === "]")) return at + 1;
  }
  return text.length;
}

/** @param {string} text @param {number} from */
function skipBlank(text, from) {
  let at = from;
  while (at < text.length && " \t\r\n,:".includes(text[at])) at += 1;
  return at;
}

/** The members of a JSON list, each as its own text. @param {string} text @returns {string[]} */
function membersOf(text) {
  const found = [];
  let at = skipBlank(text, skipBlank(text, 0) + 1);
  while (at < text.length && text[at] !== "]") {
    const end = afterValue(text, at);
    found.push(text.slice(at, end).trimEnd());
    at = skipBlank(text, end);
  }
  return found;
}

/** The text of one field of a JSON object, undefined where it has none. @param {string} text @param {string} name */
function fieldOf(text, name) {
  /** @type {string | undefined} */
  let found;
  let at = skipBlank(text, skipBlank(text, 0) + 1);
  while (at < text.length && text[at] !== "}") {
    const key = text.slice(at, afterString(text, at));
    const begin = skipBlank(text, at + key.length);
    const end = afterValue(text, begin);
    if (JSON.parse(key) === name) found = text.slice(begin, end).trimEnd();
    at = skipBlank(text, end);
  }
  return found;
}

/**
 * A reply with rows: what the contract says of it, and each row's record as the very text that came.
 *
 * @param {"PullReply" | "BootReply" | "DigestReply"} name
 * @param {string} text
 * @returns {any}
 */
function readRows(name, text) {
  const reply = decode(name, JSON.parse(text));
  const slices = membersOf(fieldOf(text, "rows") ?? "[]");
  const rows = reply.rows.map((row, i) => {
    const [scope, kind, id, op, version] = row;
    return { scope, kind, id, op, version, record: membersOf(slices[i])[5] };
  });
  return { ...reply, rows };
}

/** Throws ContractError or SyntaxError. @param {string} text @returns {import("./ports.js").PullReply} */
function readPull(text) {
  return readRows("PullReply", text);
}

/** Throws ContractError or SyntaxError. @param {string} text @returns {import("./ports.js").BootReply} */
function readBoot(text) {
  return readRows("BootReply", text);
}

/** Throws ContractError or SyntaxError. @param {string} text @returns {import("./ports.js").DigestReply} */
function readDigest(text) {
  return readRows("DigestReply", text);
}

/** Throws ContractError or SyntaxError. @param {string} text @returns {import("./ports.js").PushReply} */
function readPush(text) {
  return decode("PushReply", JSON.parse(text));
}

/** Throws ContractError or SyntaxError. @param {string} text @returns {import("./ports.js").WipeReply} */
function readWipe(text) {
  return decode("WipeReply", JSON.parse(text));
}
return { bytesOf, readBytes, hexOf, membersOf, fieldOf, readPull, readBoot, readDigest, readPush, readWipe };
})();

const $outbox = (() => {
/** The way of commands out of a phone: what a draft needs, which batch goes next, how the queue does. Sends nothing. */
const { CONTRACT, ContractError, encode, faults } = $contract;
const { LIMITS } = $phone_tables;
const { sha256 } = $hashes;
const { bytesOf, hexOf, readBytes } = $texts;

/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").Clock} Clock */
/** @typedef {import("./ports.js").PhoneState} PhoneState */
/** @typedef {import("./ports.js").Queued} Queued */
/** @typedef {import("./ports.js").Receipt} Receipt */
/** @typedef {import("./ports.js").AnyCommand} AnyCommand */
/** @typedef {Map<string, {boot: string, until: number}>} Held Lanes that wait, each until a reading of a boot's clock. */
/** @typedef {Record<string, any> & {kind: string, id: string, entity: string, root: string}} Draft */

const FIRST_RETRY_S = 5;
const MAX_NEEDS = 20;
const WAITING = new Set(["held", "parked", "conflict"]);

/** A command is bigger than any push may be; nothing of its batch was stored. */
class TooLarge extends Error {}

/**
 * Store commands and photos, all or none: what is promised is told at `Phone.enqueue`.
 *
 * @param {Tables} tables
 * @param {readonly Draft[]} drafts
 * @param {readonly import("./ports.js").PhotoFile[]} photos
 * @param {Clock} now
 * @returns {Promise<AnyCommand[]>}
 */
async function enqueue(tables, drafts, photos, now) {
  const state = await tables.state();
  const outlived = state.past_epochs.length ? await outlivedRows(tables) : new Set();
  const unsent = new Set((await tables.queue.rows()).map((entry) => entry.entity));
  const made = drafts.map((draft, i) => {
    const command = /** @type {AnyCommand} */ ({
      ...draft,
      seq: state.next_seq + i,
      made: now,
      contract: CONTRACT,
      epoch: draft.epoch || epochShown(state, outlived, draft),
      needs: draft.needs?.length ? draft.needs : needsOf(draft, unsent),
    });
    tables.queue.put(queued(command));
    unsent.add(command.entity);
    return command;
  });
  for (const photo of photos) tables.photos.put(photo);
  tables.putState({ ...state, next_seq: state.next_seq + made.length });
  return made;
}

/** @param {AnyCommand} command @returns {Queued} */
function queued(command) {
  const wrong = faults("AnyCommand", command);
  if (wrong.length) throw new ContractError("AnyCommand", wrong);
  const body = bytesOf(encode("AnyCommand", command));
  if (body.length > LIMITS.MAX_COMMAND_BYTES) throw new TooLarge(`${body.length} bytes, ${LIMITS.MAX_COMMAND_BYTES} allowed`);
  return { seq: command.seq, id: command.id, lane: command.root, entity: command.entity, body, tries: 0 };
}

/**
 * The next commands in seq order, as many as a push may hold; a larger one travels alone.
 *
 * @param {Tables} tables
 * @param {Held} held
 * @param {Clock} now
 */
async function batch(tables, held, now) {
  const limit = (await tables.state()).max_batch;
  /** @type {Queued[]} */
  const chosen = [];
  let size = 0;
  for (const entry of await tables.queue.rows()) {
    const waits = held.get(entry.lane);
    if (waits && waits.boot === now.boot && now.mono < waits.until) continue;
    size += entry.body.length + 1;
    if (chosen.length && (chosen.length >= limit || size > LIMITS.MAX_PUSH_BYTES)) break;
    chosen.push(entry);
  }
  return chosen;
}

/**
 * A push as it crosses the wire: the envelope's line, then each command's own bytes, one a line.
 *
 * @param {PhoneState} state
 * @param {import("./ports.js").QueueState} queue
 * @param {readonly Queued[]} commands
 * @param {Clock} now
 */
function body(state, queue, commands, now) {
  const envelope = encode("PushRequest", { install: state.install, contract: CONTRACT, now, seen: state.seen, queue });
  const lines = [bytesOf(envelope), ...commands.map((entry) => entry.body)];
  const whole = new Uint8Array(lines.reduce((sum, line) => sum + line.length + 1, 0));
  let at = 0;
  for (const line of lines) {
    whole.set(line, at);
    whole[at + line.length] = 0x0a;
    at += line.length + 1;
  }
  return whole;
}

/**
 * Receipts by the ids that the queue knows: bytes in which a server finds no id are answered by `namelessId`.
 *
 * @param {Tables} tables
 * @param {readonly Receipt[]} receipts
 */
async function byOwnNames(tables, receipts) {
  if (receipts.every((receipt) => receipt.id[14] === "7")) return [...receipts];
  const names = new Map((await tables.queue.rows()).map((entry) => [namelessId(entry.body), entry.id]));
  return receipts.map((receipt) => ({ ...receipt, id: names.get(receipt.id) ?? receipt.id }));
}

/** The id by which bytes that bring none are answered: a UUIDv8 of their SHA-256. @param {Uint8Array} bytes */
function namelessId(bytes) {
  const told = sha256(bytes).slice(0, 16);
  told[6] = (told[6] & 0x0f) | 0x80;
  told[8] = (told[8] & 0x3f) | 0x80;
  const hex = hexOf(told);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Whether an answered command still waits for its last answer, be it for months. @param {string} receipt */
function isWaiting(receipt) {
  return WAITING.has(JSON.parse(receipt).verdict);
}

/**
 * How this phone is doing, told with every contact.
 *
 * @param {Tables} tables
 * @param {Clock} now
 * @param {number} freeBytes
 */
async function queueState(tables, now, freeBytes) {
  const state = await tables.state();
  const queue = await tables.queue.rows();
  const photos = await tables.photos.rows();
  return {
    length: queue.length,
    last_seq: await lastSeq(tables, state),
    oldest_s: queue.length ? ageS(queue[0], now) : 0,
    photos: photos.filter((photo) => !photo.done).length,
    last_error: state.last_error,
    free_bytes: freeBytes,
  };
}

/**
 * The highest number that the district has or is to get: of what was erased before it went, no receipt is owed.
 *
 * @param {Tables} tables
 * @param {PhoneState} state
 */
async function lastSeq(tables, state) {
  let last = state.next_seq - 1;
  while (last) {
    const entry = await tables.answered.find(last);
    if (!entry || !neverWent(entry.receipt)) break;
    last -= 1;
  }
  return last;
}

/** Whether this is the phone's own word on a command: a district's has a position. @param {string} receipt */
function neverWent(receipt) {
  const told = JSON.parse(receipt);
  return told.verdict === "gone" && !told.pos;
}

/** Seconds to wait after so many tries in vain: doubled each time, to about five minutes. @param {number} tries */
function backoffS(tries) {
  return FIRST_RETRY_S << Math.min(tries, 6);
}

/** @param {Queued} entry @param {Clock} now */
function ageS(entry, now) {
  const made = readBytes(entry.body)?.made;
  if (faults("Clock", made).length) return 0;
  const age = made.boot === now.boot ? now.mono - made.mono : now.wall - made.wall;
  return Math.max(0, Math.floor(age / 1000));
}

/**
 * The epoch of what is on the screen: until a reset has been healed, that is the one before.
 *
 * @param {PhoneState} state
 * @param {Set<unknown>} outlived
 * @param {Draft} draft
 */
function epochShown(state, outlived, draft) {
  const before = state.past_epochs.at(-1);
  if (before !== undefined && (!state.cursor_pos || outlived.has(draft.entity) || outlived.has(draft.root))) return before;
  return state.seen ? state.seen.epoch : "";
}

/** The rows of an epoch that is over which are still here: work on them waits for its verdict. @param {Tables} tables */
async function outlivedRows(tables) {
  /** @type {Set<unknown>} */
  const found = new Set();
  for (const row of await tables.leaving.rows()) {
    const held = await tables.base.find([row.kind, row.id]);
    if (held && held.version === 0) found.add(row.id);
  }
  return found;
}

/** @param {Draft} draft @param {Set<string>} unsent */
function needsOf(draft, unsent) {
  const named = new Set(Object.values(draft).flat(1));
  return [...unsent].filter((other) => named.has(other) && other !== draft.entity).sort().slice(0, MAX_NEEDS);
}
return { TooLarge, enqueue, batch, body, byOwnNames, namelessId, isWaiting, queueState, lastSeq, backoffS };
})();

const $inbox = (() => {
/** What comes back to a phone of what waited for a person: other answers. It sends nothing and judges nothing. */
const { decode, encode, WORDS } = $contract;
const { NUMBERS } = $phone_tables;
const { namelessId } = $outbox;

/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").Sent} Sent */
/** @typedef {import("./ports.js").Receipt} Receipt */

/** A receipt's text, the same for the same receipt. @param {Receipt} receipt */
function receiptText(receipt) {
  return encode("Receipt", receipt);
}

/** The receipt of a stored text. @param {string} text @returns {Receipt} */
function receiptOf(text) {
  return decode("Receipt", JSON.parse(text));
}

/**
 * A command of this phone is answered anew: from now on this is its receipt, and the person is told again. What was
 * erased here stays so. Called within a commit.
 *
 * @param {Tables} tables
 * @param {string} told
 * @param {number} wall
 */
async function takeAnswer(tables, told, wall) {
  const { record, known, sent } = await answerOf(tables, told);
  if (!record || !known) return;
  const receipt = receiptText({ ...record.receipt, id: known.id });
  if (receipt === known.receipt || receiptOf(known.receipt).verdict === "gone") return;
  tables.answered.put({ ...known, receipt, wall, dismissed: false });
  if (sent) tables.sent.put({ ...sent, receipt, ack_pos: Math.max(sent.ack_pos, record.receipt.pos) });
}

/**
 * An answer is gone: the server was set back to before it was given. The command waits again, for a person if its
 * conflict is open, otherwise for what it needs. Called within a commit.
 *
 * @param {Tables} tables
 * @param {string} told
 */
async function takeBack(tables, told) {
  const { record, known, sent } = await answerOf(tables, told);
  if (!record || !known) return;
  if (sent || known.receipt !== receiptText({ ...record.receipt, id: known.id })) return; // it was answered anew meanwhile
  const opened = await openConflict(tables, record.receipt.id);
  const more = opened ? { verdict: "conflict", conflict: opened.id, why: opened.reason } : { verdict: "held" };
  const waits = decode("Receipt", { id: known.id, ...more });
  tables.answered.put({ ...known, receipt: receiptText(waits), dismissed: false });
}

/**
 * What a row tells, the command that it answers, and that command's bytes if they are still here. Another phone of the
 * same person has the same numbers.
 *
 * @param {Tables} tables
 * @param {string} told
 */
async function answerOf(tables, told) {
  const record = read("ReceiptRecord", told);
  if (!record || !WORDS.Verdict.includes(record.receipt.verdict)) return {};
  const name = record.receipt.id;
  const seq = record.seq || (await seqOf(tables, name));
  const known = await tables.answered.find(seq);
  const sent = await tables.sent.find(seq);
  const isOurs = known && (name === known.id || (sent && sent.body.length && namelessId(sent.body) === name));
  return isOurs ? { record, known, sent } : {};
}

/** @param {Tables} tables @param {string} command */
async function openConflict(tables, command) {
  const records = (await tables.base.ofKind(NUMBERS.own_conflict)).map((row) => read("OwnConflictRecord", row.record));
  return records.find((record) => record && record.command === command && record.state === "open");
}

/** @param {Tables} tables @param {string} nameless */
async function seqOf(tables, nameless) {
  const sent = await tables.sent.rows();
  return sent.find((entry) => entry.body.length && namelessId(entry.body) === nameless)?.seq ?? 0;
}

/**
 * A record, or null for a shape of a later contract: the row is kept for the build that can read it.
 *
 * @template {"ReceiptRecord" | "OwnConflictRecord"} K
 * @param {K} name
 * @param {string} text
 */
function read(name, text) {
  try {
    return decode(name, JSON.parse(text));
  } catch {
    return null;
  }
}
return { receiptText, receiptOf, takeAnswer, takeBack };
})();

const $lease = (() => {
/** How long a phone shows what it holds without a word from its district. Pure: asks no clock itself. */

const LEASE_MS = 7 * 24 * 3600 * 1000;

/**
 * Whether more than seven days have gone since the last contact, so that what is personal is shut away. The queue is no
 * part of it. Within one boot the clock that counts sleep tells; across boots the wall clock, and one that has gone back
 * to before the contact ends the lease.
 *
 * @param {import("./ports.js").PhoneState} state
 * @param {import("./ports.js").Clock} now
 */
function isOver(state, now) {
  if (!state.contact_wall) return false;
  if (state.contact_boot && state.contact_boot === now.boot) return now.mono - state.contact_mono > LEASE_MS;
  const away = now.wall - state.contact_wall;
  return away < 0 || away > LEASE_MS;
}
return { isOver };
})();

const $memory = (() => {
/** The store in memory: the oracle for every other. Commits are all or nothing; nothing survives the page. */
const { Tables, TABLES } = $tables;

/** @typedef {import("./ports.js").Key} Key */
/** @typedef {import("./ports.js").Part} Part */
/** @typedef {import("./ports.js").Backend} Backend */

/** @param {Part} one @param {Part} other */
function comparePart(one, other) {
  if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}

/** @param {Key} one @param {Key} other @returns {number} */
function compare(one, other) {
  if (typeof one !== "object" || typeof other !== "object") return comparePart(/** @type {Part} */ (one), /** @type {Part} */ (other));
  for (let i = 0; i < one.length && i < other.length; i++) {
    const found = comparePart(one[i], other[i]);
    if (found) return found;
  }
  return one.length - other.length;
}

/** Rows in the order of their keys. */
class Sorted {
  constructor() {
    /** @type {{key: Key, row: any}[]} */
    this.entries = [];
  }

  /** The first place whose key is not lower. @param {Key} key */
  place(key) {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(this.entries[middle].key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @param {Key} key */
  get(key) {
    const entry = this.entries[this.place(key)];
    return entry && compare(entry.key, key) === 0 ? entry.row : undefined;
  }

  /** @param {Key} key @param {any} row undefined takes it away */
  set(key, row) {
    const at = this.place(key);
    const there = at < this.entries.length && compare(this.entries[at].key, key) === 0 ? 1 : 0;
    if (row === undefined) this.entries.splice(at, there);
    else this.entries.splice(at, there, { key, row });
  }

  /** @param {readonly Part[]} prefix */
  from(prefix) {
    const found = [];
    for (let at = this.place(prefix); at < this.entries.length; at++) {
      const { key, row } = this.entries[at];
      if (typeof key !== "object" || prefix.some((part, i) => key[i] !== part)) break;
      found.push(row);
    }
    return found;
  }
}

/** One open transaction, and how to take it back. @implements {Backend} */
class Open {
  /** @param {Map<string, Sorted>} tables @param {(() => void) | null} onWrite null: reads alone */
  constructor(tables, onWrite) {
    this.tables = tables;
    this.onWrite = onWrite;
    /** @type {[Sorted, Key, any][]} */
    this.undo = [];
  }

  /** @param {string} name @returns {Sorted} */
  table(name) {
    const found = this.tables.get(name);
    if (!found) throw new TypeError(`there is no table ${name}`);
    return found;
  }

  /** @param {string} name @param {Key} key */
  async get(name, key) {
    return this.table(name).get(key);
  }

  /** @param {string} name @param {readonly Part[]} [prefix] */
  async all(name, prefix) {
    const table = this.table(name);
    return prefix ? table.from(prefix) : table.entries.map((entry) => entry.row);
  }

  /** @param {string} name @param {Key} key @param {any} row */
  put(name, key, row) {
    if (this.onWrite === null) throw new Error("a write outside of a commit");
    this.onWrite();
    const table = this.table(name);
    this.undo.push([table, key, table.get(key)]);
    table.set(key, row);
  }

  /** @param {string} name @param {Key} key */
  drop(name, key) {
    this.put(name, key, undefined);
  }
}

/** A store that is gone with the page. `onWrite` is called before each write and before each commit ends. */
class MemoryStore {
  /** @param {() => void} [onWrite] */
  constructor(onWrite = () => {}) {
    this.onWrite = onWrite;
    /** @type {Map<string, Sorted>} */
    this.tables = new Map(TABLES.map((name) => [name, new Sorted()]));
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve();
  }

  /** @template T @param {(tables: Tables) => Promise<T>} work @returns {Promise<T>} */
  commit(work) {
    return this._afterLast(async () => {
      const open = new Open(this.tables, () => this.onWrite());
      try {
        const told = await work(new Tables(open));
        this.onWrite();
        return told;
      } catch (error) {
        for (const [table, key, row] of open.undo.reverse()) table.set(key, row);
        throw error;
      }
    });
  }

  /** @template T @param {(tables: Tables) => Promise<T>} work @returns {Promise<T>} */
  read(work) {
    return this._afterLast(() => work(new Tables(new Open(this.tables, null))));
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  _afterLast(work) {
    const done = this.last.then(work);
    this.last = done.catch(() => {});
    return done;
  }
}
return { MemoryStore };
})();

const $intake = (() => {
/**
 * Rows on their way into a phone and out of it: memberships, versions, exits, erasures, digests. Sends nothing.
 *
 * Every function that changes the store is called within one of its commits.
 */
const { CONTRACT, decode } = $contract;
const { NUMBERS } = $phone_tables;
const { total } = $digest;
const { receiptText, takeAnswer, takeBack } = $inbox;
const { ERASE, EXIT, PUT, SAME } = $ports;
const { readBytes } = $texts;

/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").Arrived} Arrived */
/** @typedef {import("./ports.js").BaseRow} BaseRow */
/** @typedef {import("./ports.js").Receipt} Receipt */
/** @typedef {import("./ports.js").Queued} Queued */
/** @typedef {import("./ports.js").Sent} Sent */

/** Children travel in their root's lane; everything else is a lane of its own. @type {Readonly<Record<number, string>>} */
const ROOT_FIELD = {
  [NUMBERS.residency]: "person",
  [NUMBERS.visit]: "household",
  [NUMBERS.case_event]: "case",
  [NUMBERS.photo]: "subject",
  [NUMBERS.conflict]: "root",
  [NUMBERS.own_conflict]: "root",
};
const ROOTS = ["person", "household", "case", "subject", "root"];

/**
 * Take one row of a page (mark 0) or of a boot, at a reading of the wall clock. A lower version changes no row; an exit
 * removes the membership, and the row with its last one; an erasure the row and what was written about it.
 *
 * @param {Tables} tables
 * @param {Arrived} row
 * @param {{mark?: number, wall?: number}} [how]
 */
async function take(tables, row, { mark = 0, wall = 0 } = {}) {
  const { scope, kind, id, op, version } = row;
  if (op === EXIT) return leave(tables, scope, kind, id);
  if (op === ERASE) return erase(tables, kind, id, wall);
  if (op !== PUT && op !== SAME) return;
  const held = await tables.base.find([kind, id]);
  if (op === SAME && held?.version !== version) return;
  tables.members.put({ scope, kind, id, mark });
  if (op === PUT && (!held || version >= held.version)) {
    tables.base.put({ kind, id, version, record: row.record });
    if (kind === NUMBERS.receipt) await takeAnswer(tables, row.record, wall);
  }
  tables.leaving.drop([kind, id]);
}

/**
 * End a membership. The row goes with its last one, but never before its lane has been judged (law 6).
 *
 * @param {Tables} tables
 * @param {number} scope
 * @param {number} kind
 * @param {string} id
 */
async function leave(tables, scope, kind, id) {
  tables.members.drop(scope, kind, id);
  const held = await tables.base.find([kind, id]);
  if (held && !(await tables.members.scopesOf(kind, id)).length) {
    tables.leaving.put({ kind, id, lane: laneOf(held), scope });
  }
}

/** End all memberships of a scope that is granted no more. @param {Tables} tables @param {number} scope */
async function dropScope(tables, scope) {
  if (!(await tables.dropping.find(scope))) {
    tables.dropping.put({ scope, held: await ownDigest(tables, scope), gone: false });
  }
  tables.booting.drop(scope);
  tables.scopes.drop(scope);
  for (const member of await tables.members.ofScope(scope)) await leave(tables, scope, member.kind, member.id);
  await partWithOrphans(tables, scope);
}

/** Send off the rows that no scope shows any more, for this scope's account. @param {Tables} tables @param {number} scope */
async function partWithOrphans(tables, scope) {
  for (const { kind, id } of await tables.members.orphans()) {
    const row = await tables.base.find([kind, id]);
    if (row && !(await tables.leaving.find([kind, id]))) tables.leaving.put({ kind, id, lane: laneOf(row), scope });
  }
}

/**
 * Delete the rows that have left and wait for no verdict any more, then the keys of the scopes that are through.
 *
 * @param {Tables} tables
 */
async function sweep(tables) {
  const leaving = await tables.leaving.rows();
  if (leaving.length) {
    const unjudged = new Set((await tables.queue.rows()).flatMap((entry) => [entry.lane, entry.entity]));
    for (const row of leaving) if (!unjudged.has(row.id) && !unjudged.has(row.lane)) await letGo(tables, row.kind, row.id);
  }
  const waiting = new Set((await tables.leaving.rows()).map((row) => row.scope));
  for (const entry of await tables.dropping.rows()) {
    if (entry.gone || waiting.has(entry.scope)) continue;
    tables.shred(entry.scope);
    tables.dropping.put({ ...entry, gone: true });
  }
}

/** @param {Tables} tables @param {number} kind @param {string} id */
async function letGo(tables, kind, id) {
  tables.leaving.drop([kind, id]);
  if ((await tables.members.scopesOf(kind, id)).length) return; // a bug brought one back: the digests will tell of it
  const held = kind === NUMBERS.receipt ? await tables.base.find([kind, id]) : undefined;
  if (held) await takeBack(tables, held.record);
  tables.base.drop([kind, id]);
}

/** End a boot: what it did not bring loses this membership. @param {Tables} tables @param {import("./ports.js").Booting} boot */
async function swap(tables, boot) {
  for (const member of await tables.members.ofScope(boot.scope)) {
    if (member.mark !== boot.mark) await leave(tables, boot.scope, member.kind, member.id);
  }
  await partWithOrphans(tables, boot.scope);
  tables.booting.drop(boot.scope);
}

/**
 * Photos whose bytes the district has not, by their hash, go again from their first byte; which of them are here no
 * more, as a word for the district.
 *
 * @param {Tables} tables
 * @param {readonly string[]} wanted
 */
async function sendAgain(tables, wanted) {
  const here = wanted.length ? await tables.photos.rows() : [];
  const gone = [];
  for (const sha256 of wanted) {
    const those = here.filter((photo) => photo.sha256 === sha256);
    for (const photo of those) if (photo.done) tables.photos.put({ ...photo, offset: 0, done: false, done_pos: null });
    if (!those.length) gone.push(sha256.slice(0, 8));
  }
  return gone.length ? `photo gone: ${gone.join(", ")}` : "";
}

/**
 * The proof of a scope whose rows and key are no more, and of which the server is yet to be told.
 *
 * @param {Tables} tables
 * @param {import("./ports.js").Clock} now
 * @returns {Promise<import("./ports.js").WipeProof | null>}
 */
async function nextProof(tables, now) {
  const state = await tables.state();
  const gone = (await tables.dropping.rows()).find((entry) => entry.gone);
  if (!gone) return null;
  const { install, seen } = state;
  return { install, contract: CONTRACT, seen, scope: gone.scope, digest: gone.held, at: now };
}

/** The server has this proof; false if the scope is in or out anew. @param {Tables} tables @param {import("./ports.js").WipeProof} proof */
async function closeDropped(tables, proof) {
  const entry = await tables.dropping.find(proof.scope);
  if (!entry?.gone || !sameDigest(entry.held, proof.digest)) return false;
  tables.dropping.drop(proof.scope);
  return true;
}

/** What this phone holds of a scope, rows of unknown kinds included. @param {Tables} tables @param {number} scope */
async function ownDigest(tables, scope) {
  return total(await tables.members.versions(scope));
}

/**
 * The scopes whose digest here is not the one that a complete pull told, sorted: each is a bug to report.
 *
 * @param {Tables} tables
 * @param {Readonly<Record<string, import("./ports.js").Removed>>} told
 */
async function mismatches(tables, told) {
  const known = new Set((await tables.booting.rows()).map((boot) => boot.scope));
  const found = [];
  for (const [name, digest] of Object.entries(told)) {
    const scope = Number(name);
    if (!known.has(scope) && !sameDigest(await ownDigest(tables, scope), digest)) found.push(scope);
  }
  return found.sort((one, other) => one - other);
}

/** @param {import("./ports.js").Removed} one @param {import("./ports.js").Removed} other */
function sameDigest(one, other) {
  return one.count === other.count && one.sum_a === other.sum_a && one.sum_b === other.sum_b;
}

/**
 * Keep a receipt where the person can look it up.
 *
 * @param {Tables} tables
 * @param {Queued | Sent} entry
 * @param {Receipt} receipt
 * @param {number} wall
 */
function recordAnswer(tables, entry, receipt, wall) {
  const { seq, id, entity } = entry;
  const told = readBytes(entry.body)?.kind;
  const kind = typeof told === "string" ? told : "";
  tables.answered.put({ seq, id, kind, entity, receipt: receiptText(receipt), wall, dismissed: false });
}

/** @param {Tables} tables @param {number} kind @param {string} id @param {number} wall */
async function erase(tables, kind, id, wall) {
  for (const scope of await tables.members.scopesOf(kind, id)) tables.members.drop(scope, kind, id);
  tables.base.drop([kind, id]);
  tables.leaving.drop([kind, id]);
  /** @param {Queued | Sent} entry */
  const isAbout = (entry) => entry.entity === id || entry.lane === id;
  const queued = (await tables.queue.rows()).filter(isAbout);
  const sent = (await tables.sent.rows()).filter(isAbout);
  for (const entry of queued) {
    tables.queue.drop(entry.seq);
    recordAnswer(tables, entry, decode("Receipt", { id: entry.id, verdict: "gone" }), wall);
  }
  for (const entry of sent) tables.sent.drop(entry.seq);
  const lost = new Set([...queued, ...sent].map((entry) => entry.id));
  const photos = lost.size ? await tables.photos.rows() : [];
  for (const photo of photos) if (lost.has(photo.command)) tables.photos.drop(photo.upload);
}

/** A row's lane; one of a shape of another contract is its own. @param {BaseRow} row */
function laneOf(row) {
  const field = ROOT_FIELD[row.kind];
  if (field === undefined) return row.id;
  const told = JSON.parse(row.record);
  if (!told || ROOTS.some((name) => told[name] !== undefined && typeof told[name] !== "string")) return row.id;
  return told[field] || row.id;
}
return { take, leave, dropScope, partWithOrphans, sweep, swap, sendAgain, nextProof, closeDropped, ownDigest, mismatches, recordAnswer };
})();

const $boots = (() => {
/**
 * Scopes on their way in: what a page tells of them, the chunks of a boot and its end. Sends nothing.
 *
 * Every function that changes the store is called within one of its commits.
 */
const { CONTRACT } = $contract;
const { LIMITS } = $phone_tables;
const { bucketSums } = $digest;
const { dropScope, swap, sweep, take } = $intake;
const { SAME } = $ports;

/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").PhoneState} PhoneState */
/** @typedef {import("./ports.js").Booting} Booting */

/** How many rows a chunk may have that comes mostly without records. */
const SAME_ROWS = 2000;

/** What rows come in: only within one epoch and one contract do equal versions mean equal content. @param {{epoch: string}} stamp */
function rowsKey(stamp) {
  return `${stamp.epoch}|${CONTRACT}`;
}

/** Whether what is held came to an app of another contract: rows of this very version may lack fields. @param {PhoneState} state */
function isOfAnotherApp(state) {
  const rows = state.rows_due || state.rows_of;
  return Boolean(state.cursor && rows) && rows.slice(rows.lastIndexOf("|") + 1) !== String(CONTRACT);
}

/**
 * Note the scopes that a page tells to drop and to boot; the phone's row after it. A fresh cursor holds nothing: what is
 * not to be booted is not granted. A boot whose scope is on offer no more is called off, unless the cursor holds it.
 *
 * @param {Tables} tables
 * @param {PhoneState} state
 * @param {import("./ports.js").PullReply} reply
 */
async function noteScopes(tables, state, reply) {
  const told = new Set(reply.boot.map((info) => info.id));
  const dropped = new Set(reply.drop);
  const has = state.rows_of === rowsKey(reply.stamp);
  let after = state;
  if (!state.cursor) {
    for (const info of await tables.scopes.rows()) if (!told.has(info.id)) dropped.add(info.id);
    after = { ...after, rows_due: rowsKey(reply.stamp) };
  }
  if (!reply.more) {
    for (const boot of await tables.booting.rows()) if (!boot.again && !told.has(boot.scope)) dropped.add(boot.scope);
  }
  for (const scope of [...dropped].sort((one, other) => one - other)) await dropScope(tables, scope);
  for (const boot of dropped.size ? await tables.booting.rows() : []) {
    // its cursor may name the dropped scope, and would bring it back without rows
    if (boot.start !== null) after = mark(tables, after, { ...boot, start: null, after: "" });
  }
  for (const info of reply.boot) {
    tables.scopes.put(info);
    tables.dropping.drop(info.id);
    const isTooBig = info.too_big && !(await tables.members.ofScope(info.id)).length;
    if (isTooBig || (await tables.booting.find(info.id))) continue;
    after = mark(tables, after, { scope: info.id, mark: 0, start: null, after: "", has, again: false });
  }
  return after;
}

/** Boot a scope that the cursor holds. @param {Tables} tables @param {PhoneState} state @param {number} scope */
function again(tables, state, scope) {
  return mark(tables, state, { scope, mark: 0, start: null, after: "", has: false, again: true });
}

/**
 * The next chunk of the scope under way, or of the next one.
 *
 * @param {Tables} tables
 * @returns {Promise<import("./ports.js").BootRequest | null>}
 */
async function nextChunk(tables) {
  const waiting = await tables.booting.rows();
  const state = await tables.state();
  if (!waiting.length || !state.cursor) return null;
  const boot = waiting.find((entry) => entry.start !== null) ?? waiting[0];
  const start = boot.start ?? state.cursor;
  if (boot.start === null) tables.booting.put({ ...boot, start });
  const held = boot.has ? await tables.members.versions(boot.scope) : [];
  return {
    install: state.install,
    contract: CONTRACT,
    seen: state.seen,
    cursor: start,
    scope: boot.scope,
    after: boot.after,
    limit: held.length ? SAME_ROWS : LIMITS.BOOT_ROWS,
    have: held.length ? bucketSums(held) : [],
  };
}

/**
 * Take a chunk and how far it came; the cursor after it, which the last one joins to the scope. A row that the server
 * believes to be here and that is not: the chunk is asked for once more, with all records.
 *
 * @param {Tables} tables
 * @param {Booting} boot
 * @param {import("./ports.js").BootReply} reply
 * @param {string} cursor
 * @param {number} wall
 */
async function takeChunk(tables, boot, reply, cursor, wall) {
  if (boot.has && (await lacksAny(tables, reply.rows))) {
    tables.booting.put({ ...boot, has: false });
    return cursor;
  }
  for (const row of reply.rows) await take(tables, row, { mark: boot.mark, wall });
  if (reply.after !== null) {
    tables.booting.put({ ...boot, after: reply.after });
    return cursor;
  }
  await swap(tables, boot);
  await sweep(tables);
  return reply.cursor;
}

/** By scope the mark of its boot: what a page brings meanwhile must outlive the boot's end. @param {Tables} tables */
async function marks(tables) {
  return new Map((await tables.booting.rows()).map((boot) => [boot.scope, boot.mark]));
}

/** @param {Tables} tables @param {readonly import("./ports.js").Arrived[]} rows */
async function lacksAny(tables, rows) {
  for (const row of rows) {
    if (row.op !== SAME) continue;
    const held = await tables.base.find([row.kind, row.id]);
    if (held?.version !== row.version) return true;
  }
  return false;
}

/** @param {Tables} tables @param {PhoneState} state @param {Booting} boot @returns {PhoneState} */
function mark(tables, state, boot) {
  tables.booting.put({ ...boot, mark: state.next_mark });
  return { ...state, next_mark: state.next_mark + 1 };
}
return { isOfAnotherApp, noteScopes, again, nextChunk, takeChunk, marks };
})();

const $healing = (() => {
/**
 * What a phone does when its server was set back: it sends again what it keeps, and loads its scopes anew.
 *
 * Every function that changes the store is called within one of its commits. Nothing is deleted before its replacement
 * is here.
 */
const { sha256 } = $hashes;

/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").PhoneState} PhoneState */
/** @typedef {{stamp: import("../generated/contract.js").Stamp, durable: number, reset: string}} Reply What each carries. */

const EPOCH = "epoch";
const TOO_OLD = "too_old";
const STALE = "stale";
const MAX_SENT_BYTES = 20 * 1024 * 1024;

/**
 * Whether a reply may be taken (""), is stale, or is a reset: then nothing else of it counts. An earlier epoch than the
 * one seen, a stamp below the highest, and an answer to an older request are stale: taken as lost on the way.
 *
 * @param {PhoneState} state
 * @param {Reply} reply
 */
function standing(state, reply) {
  const { stamp, reset } = reply;
  const { seen } = state;
  if (!seen) return reset;
  if (stamp.epoch !== seen.epoch) return stamp.epoch < seen.epoch ? STALE : EPOCH;
  const isBelow = stamp.pos < seen.pos || (stamp.pos === seen.pos && stamp.tag !== seen.tag);
  const isOlder = stamp.holds !== null && stamp.holds < seen.pos;
  return isBelow || isOlder || reset === EPOCH ? STALE : reset;
}

/**
 * Do what a reset asks for; what is to be told of it. None but that of the epoch touches stamp and `sent`.
 *
 * @param {Tables} tables
 * @param {PhoneState} state
 * @param {Reply} reply
 * @param {string} reset
 */
async function note(tables, state, reply, reset) {
  if (reset === STALE) return "";
  if (reset === EPOCH) await heal(tables, state, reply);
  else if (reset !== TOO_OLD || (await tables.queue.rows()).length) tables.putState({ ...state, last_error: `reset: ${reset}` });
  else await startOver(tables);
  return reset;
}

/** Load every scope anew beside what is held. Stamp, queue and `sent` stay. @param {Tables} tables */
async function startOver(tables) {
  for (const boot of await tables.booting.rows()) tables.booting.drop(boot.scope);
  tables.putState({ ...(await tables.state()), cursor: "", last_error: "" });
}

/**
 * Put `sent` back before the queue, take the new epoch's stamp, and hold every row as of version 0. Photos are sent
 * again too: the server knows by their hash what it still has.
 *
 * @param {Tables} tables
 * @param {PhoneState} state
 * @param {Reply} reply
 */
async function heal(tables, state, reply) {
  let lost = 0;
  for (const { seq, id, lane, entity, body } of await tables.sent.rows()) {
    tables.sent.drop(seq);
    if (body.length) tables.queue.put({ seq, id, lane, entity, body, tries: 0 });
    else lost += 1;
  }
  for (const row of await tables.base.rows()) tables.base.put({ ...row, version: 0 });
  for (const photo of await tables.photos.rows()) tables.photos.put({ ...photo, offset: 0, done: false, done_pos: null });
  await startOver(tables);
  const { epoch, pos, tag, mac } = reply.stamp;
  tables.putState({
    ...(await tables.state()),
    seen: { epoch, pos, tag, mac },
    durable: reply.durable,
    cursor_pos: 0,
    rows_of: "",
    rows_due: "",
    past_epochs: state.seen ? [...state.past_epochs, state.seen.epoch] : state.past_epochs,
    last_error: lost ? `${lost} commands were too old to be sent again` : "",
  });
}

/**
 * Keep of what is answered at most so many bytes, the newest; of older commands the hash alone.
 *
 * @param {Tables} tables
 * @param {readonly import("./ports.js").Sent[]} kept
 * @param {number} [mostBytes]
 */
function keepWithin(tables, kept, mostBytes = MAX_SENT_BYTES) {
  let size = 0;
  for (const entry of [...kept].sort((one, other) => other.seq - one.seq)) {
    size += entry.body.length;
    if (size > mostBytes && entry.body.length) {
      tables.sent.put({ ...entry, body: new Uint8Array(), sha256: sha256(entry.body) });
    }
  }
}
return { standing, note, startOver, keepWithin };
})();

const $repair = (() => {
/**
 * Mending a scope whose digest does not agree: its sums, lists of the bad buckets, the rows that differ.
 *
 * It sends nothing. What is under way is kept in memory alone: after a restart the next complete pull finds it again.
 */
const { CONTRACT, encode } = $contract;
const { LIMITS } = $phone_tables;
const { again } = $boots;
const { bucket, bucketSums } = $digest;
const { partWithOrphans, sweep, take } = $intake;
const { PUT } = $ports;

/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").PhoneState} PhoneState */
/** @typedef {import("./ports.js").DigestRequest} DigestRequest */
/** @typedef {import("./digest.js").Version} Version */
/** @typedef {{scope: number, cursor: string, bad: number[] | null, differs: Version[]}} Underway `bad` null: not known yet. */

const DAY_MS = 24 * 3600 * 1000;
const MOST_REPAIRS = 3;

/** The repairs of one phone. Every method that gets tables is called within a transaction of its store. */
class Repairs {
  constructor() {
    /** @type {Map<number, Underway>} */
    this.underway = new Map();
  }

  /**
   * A complete pull ended at this cursor, and these scopes do not agree; the phone's row after it. After three repairs
   * in a day a scope is booted again, once a day.
   *
   * @param {Tables} tables
   * @param {PhoneState} state
   * @param {readonly number[]} scopes
   * @param {string} cursor
   * @param {number} wall
   */
  async begin(tables, state, scopes, cursor, wall) {
    this.underway.clear();
    let after = state;
    for (const scope of scopes) {
      const known = (await tables.mended.find(scope)) ?? { scope, repairs: [], booted: null };
      const recent = known.repairs.filter((at) => Math.abs(wall - at) < DAY_MS).length;
      if (recent >= MOST_REPAIRS && (known.booted === null || Math.abs(wall - known.booted) >= DAY_MS)) {
        tables.mended.put({ ...known, booted: wall });
        after = again(tables, after, scope);
      } else {
        this.underway.set(scope, { scope, cursor, bad: null, differs: [] });
      }
    }
    return after;
  }

  /** Give up what is under way. */
  forget() {
    this.underway.clear();
  }

  /** What to ask next; null when nothing is under way. @param {Tables} tables */
  async nextRequest(tables) {
    const state = await tables.state();
    for (const scope of [...this.underway.keys()].sort((one, other) => one - other)) {
      const under = this.underway.get(scope);
      if (under?.cursor === state.cursor) return requestOf(state, under);
      this.underway.delete(scope);
    }
    return null;
  }

  /**
   * Take an answer; how many rows it put right, null if it is not the one that is waited for. Nothing is put right by an
   * answer to another cursor than the present one: what was pulled since knows better.
   *
   * @param {Tables} tables
   * @param {DigestRequest} request
   * @param {import("./ports.js").DigestReply} reply
   * @param {number} wall
   * @returns {Promise<number | null>}
   */
  async take(tables, request, reply, wall) {
    const under = this.underway.get(request.scope);
    const state = await tables.state();
    if (!under || !isSame(request, { ...requestOf(state, under), seen: request.seen })) return null;
    if (reply.answers !== state.cursor || reply.moved) {
      this.underway.delete(request.scope);
      return reply.moved ? 0 : null;
    }
    let done = 0;
    let after = under;
    if (under.bad === null) {
      after = { ...under, bad: badBuckets(await tables.members.versions(under.scope), reply.sums) };
    } else if (under.bad.length) {
      const found = differences(await tables.members.versions(under.scope), request.buckets ?? [], reply.ids);
      after = { ...under, bad: under.bad.slice(LIMITS.MAX_BUCKETS), differs: [...under.differs, ...found] };
    } else {
      done = await mend(tables, under.scope, request.differs ?? [], reply.rows, wall);
      after = { ...under, differs: under.differs.slice(LIMITS.MAX_DIFFERS) };
    }
    this.underway.set(under.scope, after);
    if (!after.bad?.length && !after.differs.length) await this._finish(tables, under.scope, wall);
    return done;
  }

  /** @param {Tables} tables @param {number} scope @param {number} wall */
  async _finish(tables, scope, wall) {
    this.underway.delete(scope);
    const known = (await tables.mended.find(scope)) ?? { scope, repairs: [], booted: null };
    tables.mended.put({ ...known, repairs: [...known.repairs, wall].slice(-MOST_REPAIRS) });
  }
}

/** @param {DigestRequest} one @param {DigestRequest} other */
function isSame(one, other) {
  return encode("DigestRequest", one) === encode("DigestRequest", other);
}

/**
 * @param {Tables} tables
 * @param {number} scope
 * @param {readonly Version[]} asked
 * @param {readonly import("./ports.js").Arrived[]} rows
 * @param {number} wall
 */
async function mend(tables, scope, asked, rows, wall) {
  const told = new Map(asked.map(([kind, id, version]) => [`${kind}|${id}`, version]));
  let count = 0;
  for (const row of rows) {
    const version = told.get(`${row.kind}|${row.id}`);
    if (version !== undefined && row.scope === scope && (await putRight(tables, row, version, wall))) count += 1;
  }
  await partWithOrphans(tables, scope);
  await sweep(tables);
  return count;
}

/** The buckets whose sums here are not those told; all if there are no 256. @param {Version[]} own @param {readonly string[]} told */
function badBuckets(own, told) {
  const mine = bucketSums(own);
  const all = mine.map((_, number) => number);
  return told.length === LIMITS.BUCKETS ? all.filter((number) => mine[number] !== told[number]) : all;
}

/**
 * The rows of some buckets that are not alike here and there, each with its version here (0: not here).
 *
 * @param {readonly Version[]} own
 * @param {readonly number[]} buckets
 * @param {Readonly<Record<string, readonly Version[]>>} told
 * @returns {Version[]}
 */
function differences(own, buckets, told) {
  const asked = new Set(buckets);
  /** @param {readonly Version[]} rows @returns {Map<string, Version>} */
  const byKey = (rows) => new Map(rows.map((row) => [`${row[0]}|${row[1]}`, row]));
  const mine = byKey(own.filter((row) => asked.has(bucket(row[1]))));
  const theirs = byKey(Object.values(told).flat());
  return [...new Map([...theirs, ...mine]).values()]
    .filter(([kind, id]) => mine.get(`${kind}|${id}`)?.[2] !== theirs.get(`${kind}|${id}`)?.[2])
    .map(([kind, id]) => /** @type {Version} */ ([kind, id, mine.get(`${kind}|${id}`)?.[2] ?? 0]))
    .sort((one, other) => one[0] - other[0] || (one[1] < other[1] ? -1 : 1));
}

/** @param {PhoneState} state @param {Underway} under @returns {DigestRequest} */
function requestOf(state, under) {
  const bad = under.bad ?? [];
  return {
    install: state.install,
    contract: CONTRACT,
    seen: state.seen,
    cursor: under.cursor,
    scope: under.scope,
    buckets: bad.slice(0, LIMITS.MAX_BUCKETS),
    differs: bad.length ? [] : under.differs.slice(0, LIMITS.MAX_DIFFERS),
  };
}

/**
 * Make a row what the district says, unless it is another one by now than that which the district was told of. A version
 * that was told and is too high goes down: whatever put it there, the district never made it.
 *
 * @param {Tables} tables
 * @param {import("./ports.js").Arrived} row
 * @param {number} told
 * @param {number} wall
 */
async function putRight(tables, row, told, wall) {
  const { scope, kind, id, version, record } = row;
  const held = await tables.base.find([kind, id]);
  const isMember = (await tables.members.scopesOf(kind, id)).includes(scope);
  if ((held && isMember ? held.version : 0) !== told) return false;
  if (row.op === PUT && told) {
    tables.members.put({ scope, kind, id, mark: 0 });
    tables.base.put({ kind, id, version, record });
    tables.leaving.drop([kind, id]);
  } else {
    await take(tables, row, { wall });
  }
  return true;
}
return { Repairs, badBuckets, differences };
})();

const $settling = (() => {
/** What every reply leaves behind: stamps, answers, room. Every function is called within a commit. Sends nothing. */
const boots = $boots;
const healing = $healing;
const intake = $intake;
const { receiptText } = $inbox;
const outbox = $outbox;

/** @typedef {import("./ports.js").Clock} Clock */
/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").PhoneState} PhoneState */

const RECEIPTS_SHOWN_MS = 30 * 24 * 3600 * 1000;

/**
 * Take a page and its cursor together; the scopes whose digests do not agree.
 *
 * @param {Tables} tables
 * @param {PhoneState} state
 * @param {import("./ports.js").PullReply} reply
 * @param {Clock} now
 * @param {import("./repair.js").Repairs} repairs
 */
async function takePage(tables, state, reply, now, repairs) {
  let after = await boots.noteScopes(tables, state, reply);
  const marks = await boots.marks(tables);
  for (const row of reply.rows) await intake.take(tables, row, { mark: marks.get(row.scope) ?? 0, wall: now.wall });
  await intake.sweep(tables);
  const gone = await intake.sendAgain(tables, reply.want);
  const mismatched = reply.more ? [] : await intake.mismatches(tables, reply.digests);
  if (!reply.more) after = await repairs.begin(tables, after, mismatched, reply.cursor, now.wall);
  const isWhole = !reply.more && !(await tables.booting.rows()).length;
  if (isWhole) {
    for (const photo of await tables.photos.rows()) {
      if (photo.done && photo.done_pos === null) tables.photos.put({ ...photo, done_pos: reply.stamp.pos });
    }
    if (after.rows_due) after = { ...after, rows_of: after.rows_due, rows_due: "" };
  }
  await settle(tables, after, reply, now, {
    cursor: reply.cursor,
    cursor_pos: isWhole ? reply.stamp.pos : after.cursor_pos,
    next_in_s: reply.next_in,
    last_error: mismatched.length ? `digest mismatch: scope ${mismatched.join(", ")}` : gone,
  });
  return mismatched;
}

/**
 * A command leaves the queue with its receipt; what was not erased stays in `sent` until it is durable.
 *
 * @param {Tables} tables
 * @param {import("./ports.js").Queued} entry
 * @param {import("./ports.js").Receipt} receipt
 * @param {number} ackPos
 * @param {Clock} now
 */
function answer(tables, entry, receipt, ackPos, now) {
  const { seq, id, lane, entity, body } = entry;
  tables.queue.drop(seq);
  if (receipt.verdict !== "gone") {
    const text = receiptText(receipt);
    tables.sent.put({ seq, id, lane, entity, body, receipt: text, ack_pos: ackPos, sha256: new Uint8Array() });
  }
  intake.recordAnswer(tables, entry, receipt, now.wall);
}

/** Whether a reply says to begin anew, or came too late: then what it asks for is done. @param {Tables} tables @param {PhoneState} state @param {healing.Reply} reply */
async function isReset(tables, state, reply) {
  const reset = healing.standing(state, reply);
  if (reset) await healing.note(tables, state, reply, reset);
  return reset !== "";
}

/**
 * Keep the highest stamp, let go of what is durable and has been pulled, and note a contact that went well.
 *
 * @param {Tables} tables
 * @param {PhoneState} state
 * @param {Omit<healing.Reply, "reset">} reply
 * @param {Clock} now
 * @param {Partial<PhoneState>} values
 */
async function settle(tables, state, { stamp, durable }, now, values) {
  const isHigher = !state.seen || stamp.pos > state.seen.pos;
  const settled = {
    ...state,
    seen: isHigher ? { epoch: stamp.epoch, pos: stamp.pos, tag: stamp.tag, mac: stamp.mac } : state.seen,
    durable: Math.max(durable, state.durable),
    failures: 0,
    contact_wall: now.wall,
    contact_boot: now.boot,
    contact_mono: now.mono,
    ...values,
  };
  const through = Math.min(settled.durable, settled.cursor_pos);
  const sent = await tables.sent.rows();
  for (const entry of sent) if (entry.ack_pos <= through) tables.sent.drop(entry.seq);
  const left = sent.filter((entry) => entry.ack_pos > through);
  healing.keepWithin(tables, left);
  const kept = new Set(left.map((entry) => entry.seq));
  const last = await outbox.lastSeq(tables, state);
  for (const entry of await tables.answered.rows()) {
    const isOld = !kept.has(entry.seq) && entry.seq <= last && now.wall - entry.wall > RECEIPTS_SHOWN_MS;
    if (isOld && !outbox.isWaiting(entry.receipt)) tables.answered.drop(entry.seq);
  }
  tables.putState(settled);
}
return { takePage, answer, isReset, settle };
})();

const $making = (() => {
/** How records are made from what a command says, as the server would write them. Pure. */
const { decode, KINDS, shapeOf } = $contract;

/** @typedef {import("./overlay.js").Shown} Shown */

/** How a stay, a tenancy or a service stands (`ResidencyStatus`). */
const EFFECTIVE = "12";
const ENDED = "ended";

/** The names of a record's fields. @param {number} kind */
function namesOf(kind) {
  return shapeOf(KINDS[kind]).fields.map((one) => one.name);
}

/** A record of these values; what they do not name has its default. @param {number} kind @param {Record<string, any>} values */
function made(kind, values) {
  const told = Object.entries(values).filter(([, value]) => value !== undefined);
  return /** @type {Shown} */ (decode(KINDS[kind], { type: shapeOf(KINDS[kind]).tag, ...Object.fromEntries(told) }));
}

/** What a record has straight from the command that makes it: fields of one name. @param {number} kind @param {any} command */
function told(kind, command) {
  const names = namesOf(kind).filter((name) => name !== "id" && name in command);
  return { id: command.entity, ...Object.fromEntries(names.map((name) => [name, command[name]])) };
}

/** As `told`, with every set in its order. @param {number} kind @param {any} command */
function alike(kind, command) {
  const values = Object.entries(told(kind, command));
  return Object.fromEntries(values.map(([name, value]) => [name, Array.isArray(value) ? mergeSet([], value, []) : value]));
}

/**
 * A set after additions and removals, sorted. What is both added and removed is there: add wins.
 *
 * @param {readonly string[]} current
 * @param {readonly string[]} add
 * @param {readonly string[]} remove
 * @returns {string[]}
 */
function mergeSet(current, add, remove) {
  return [...new Set([...current.filter((one) => !remove.includes(one)), ...add])].sort(byCodePoint);
}

/** @param {string} one @param {string} other */
function byCodePoint(one, other) {
  const [mine, theirs] = [[...one], [...other]];
  for (let i = 0; i < mine.length && i < theirs.length; i++) {
    if (mine[i] !== theirs[i]) return (mine[i].codePointAt(0) ?? 0) - (theirs[i].codePointAt(0) ?? 0);
  }
  return mine.length - theirs.length;
}

const FIRST_MS = -62_135_596_800_000;
const LAST_MS = 253_402_300_800_000;

/** Whether an instant lies within the years that a date can have. @param {number} ms */
function isDated(ms) {
  return ms >= FIRST_MS && ms < LAST_MS;
}

/** The phone's own clock, within the years that a date can have: a hint until the server's time is back. @param {number} wall */
function instantOf(wall) {
  const text = new Date(isDated(wall) ? wall : 0).toISOString();
  return text.endsWith(".000Z") ? text.replace(".000Z", "Z") : text.replace("Z", "000Z");
}

/** Longitude and latitude where the datum is the records' own; elsewhere the server converts. @param {any} point */
function placeOf(point) {
  const isOwn = point && point.datum === "wgs84";
  return { lon: isOwn ? point.lon : null, lat: isOwn ? point.lat : null };
}
return { EFFECTIVE, ENDED, namesOf, made, told, alike, mergeSet, isDated, instantOf, placeOf };
})();

const $shown_dangers = (() => {
/** Own inspections and steps of dangers, as they are shown at once. Numbers of notices and cases only the server gives. */
const { DANGER_ROWS, NUMBERS } = $phone_tables;
const { instantOf, isDated, made } = $making;

/** @typedef {import("./overlay.js").Overlay} Overlay */

const DAY_MS = 24 * 3600 * 1000;
const SHANGHAI_MS = 8 * 3600 * 1000;
const ASKS = ["may_fix_on_spot", "photos_before", "photos_after", "rectify_days"];

/**
 * Show an inspection and its dangers. Without its check list on the phone, an item is shown by its code.
 *
 * @param {Overlay} view
 * @param {any} command
 */
function showInspection(view, command) {
  const at = instantOf(command.made.wall);
  const template = view.find(NUMBERS.check_template, command.template);
  /** @type {Map<string, any>} */
  const items = new Map((template?.items ?? []).map((/** @type {any} */ item) => [item.code, item]));
  const { subject_kind, subject, findings, met, note } = command;
  const about = { subject_kind, subject, template: command.template };
  const names = findings.map((/** @type {any} */ finding) => finding.item);
  view.show(
    made(NUMBERS.inspection, {
      id: command.entity,
      ...about,
      site_type: template?.site_type ?? "",
      inspector: view.author,
      inspected_at: at,
      checked: [...new Set([...command.checked, ...names])],
      dangers: findings.map((/** @type {any} */ finding) => finding.danger),
      met,
      note,
    }),
  );
  for (const finding of findings) {
    const item = items.get(finding.item);
    const asks = item ? Object.fromEntries(ASKS.map((name) => [name, item[name]])) : {};
    const { danger: id, note: words, responsible } = finding;
    const found = { state: "found", found_at: at, found_by: view.author, note: words, responsible };
    const told = { item: finding.item, text: item?.text ?? finding.item, level: item?.level ?? "" };
    view.show(made(NUMBERS.danger, { id, inspection: command.entity, ...about, ...told, ...found, ...asks }));
  }
}

/** Show a danger where its author means to bring it, if it can be brought there. @param {Overlay} view @param {any} command */
function showStep(view, command) {
  const danger = view.find(NUMBERS.danger, command.entity);
  if (!danger) return;
  const isFail = command.kind === "reinspect_danger" && command.result !== "pass";
  const row = DANGER_ROWS[command.kind === "reinspect_danger" ? `reinspect_danger.${isFail ? "fail" : "pass"}` : command.kind];
  const way = row?.ways.find(([sources]) => sources.includes(danger.state));
  const isOver = row?.stale && command.round > 0 && command.round < danger.round;
  if (!way || isOver) return;
  view.show({ ...danger, state: way[1] ?? danger.state, ...values(command, danger, isFail) });
}

/** @param {any} command @param {any} danger @param {boolean} isFail */
function values(command, danger, isFail) {
  const at = instantOf(command.made.wall);
  switch (command.kind) {
    case "fix_danger":
      return { handled_at: at };
    case "issue_notice":
      return { noticed_at: at, due_on: dueOn(command.days, danger, at) };
    case "rectify_danger":
      return { rectified_at: at };
    case "reinspect_danger":
      if (!isFail) return { reinspected_at: at };
      return { reinspected_at: at, noticed_at: at, due_on: dueOn(command.days, danger, at), round: danger.round + 1 };
    case "escalate_danger":
      return { case_id: command.case };
    default:
      return { ended_at: at };
  }
}

/** The deadline in natural days of Shanghai; where the list counts work days, the server's. @param {number | null} days @param {any} danger @param {string} at */
function dueOn(days, danger, at) {
  const due = Date.parse(at) + SHANGHAI_MS + (days || danger.rectify_days) * DAY_MS;
  return isDated(due) ? new Date(due).toISOString().slice(0, 10) : "";
}
return { showInspection, showStep };
})();

const $shown_premises = (() => {
/** Own work on premises and care, as it is shown at once. Pure; it judges nothing. */
const { NUMBERS } = $phone_tables;
const { EFFECTIVE, ENDED, made, mergeSet, placeOf, told } = $making;

/** @typedef {import("./shows.js").Show} Show */
/** @typedef {import("./overlay.js").Overlay} Overlay */

/** The building's grid and place, or what the command says where the datum is the records' own. @param {Overlay} view @param {any} command */
function where(view, command) {
  const building = command.building === null ? undefined : view.find(NUMBERS.building, command.building);
  const there = building ? { lon: building.lon, lat: building.lat } : { lon: null, lat: null };
  const place = command.point === null ? there : placeOf(command.point);
  return { grid: building ? building.grid : (command.grid ?? ""), building: command.building, ...place };
}

/** @type {Show} */
function registerSite(view, command) {
  view.show(made(NUMBERS.site, { ...told(NUMBERS.site, command), ...where(view, command) }));
}

/** @type {Show} */
function registerOrganisation(view, command) {
  const officers = { safety_officers: mergeSet([], command.safety_officers, []) };
  view.show(made(NUMBERS.organisation, { ...told(NUMBERS.organisation, command), ...where(view, command), ...officers }));
}

/** Who answers for safety, beside the fields that the command changes. @param {Overlay} view @param {any} command */
function showOfficers(view, command) {
  const found = view.find(NUMBERS.organisation, command.entity);
  if (!found) return;
  view.show({ ...found, safety_officers: mergeSet(found.safety_officers, command.add_officers, command.remove_officers) });
}

/** @type {Show} */
function moveSite(view, command) {
  const found = view.find(NUMBERS.site, command.entity);
  if (!found) return;
  const there = where(view, command);
  view.show({ ...found, ...there, grid: there.grid || found.grid });
}

/** A record straight from the command. @param {number} kind @param {Record<string, any>} [more] @returns {Show} */
function begin(kind, more = {}) {
  return (view, command) => view.show(made(kind, { ...told(kind, command), ...more }));
}

/** @param {number} kind @returns {Show} */
function end(kind) {
  return (view, command) => {
    const found = view.find(kind, command.entity);
    if (found) view.show({ ...found, status: ENDED, until_on: command.until_on });
  };
}

/** @type {Show} */
function verify(view, command) {
  const found = view.find(NUMBERS.tenancy, command.entity);
  if (found && command.verify_due !== null) {
    view.show({ ...found, verified_by: view.author, verify_due: command.verify_due });
  }
}

/** @param {string} life @returns {Show} */
function live(life) {
  return (view, command) => {
    const found = view.find(NUMBERS[command.premises], command.entity);
    if (found) view.show({ ...found, life });
  };
}

/** @type {Show} */
function recordHelp(view, command) {
  view.show(made(NUMBERS.help, { ...told(NUMBERS.help, command), recorded_by: view.author }));
}

/** By command: what it makes or changes. What only changes fields is shown as all such commands are. @type {Record<string, Show>} */
const PREMISES = {
  register_site: registerSite,
  register_organisation: registerOrganisation,
  register_rented_house: begin(NUMBERS.rented_house),
  move_site: moveSite,
  add_tenant: begin(NUMBERS.tenancy, { status: EFFECTIVE }),
  end_tenant: end(NUMBERS.tenancy),
  verify_tenant: verify,
  close_premises: live("retired"),
  reopen_premises: live("active"),
  give_service_tag: begin(NUMBERS.service_tag, { status: EFFECTIVE }),
  end_service_tag: end(NUMBERS.service_tag),
  record_help: recordHelp,
};
return { showOfficers, PREMISES };
})();

const $shows = (() => {
/** By command, what it makes or changes on the screen until the server has sent it back. Pure; it judges nothing. */
const { faults, KINDS, shapeOf } = $contract;
const { NUMBERS } = $phone_tables;
const { alike, EFFECTIVE, ENDED, instantOf, made, mergeSet, placeOf } = $making;
const { showInspection } = $shown_dangers;
const { PREMISES, showOfficers } = $shown_premises;

/** @typedef {import("./overlay.js").Overlay} Overlay */
/** @typedef {(view: Overlay, command: any, skip: ReadonlySet<string>) => void} Show */

/** @type {Show} */
function addBuilding(view, command) {
  view.show(made(NUMBERS.building, { ...alike(NUMBERS.building, command), ...placeOf(command.point) }));
}

/** @type {Show} */
function addDwelling(view, command) {
  view.show(made(NUMBERS.dwelling, alike(NUMBERS.dwelling, command)));
}

/** @type {Show} */
function addHousehold(view, { entity, dwelling, number, head }) {
  view.show(made(NUMBERS.household, { id: entity, dwelling, number, head }));
}

/** @type {Show} */
function register(view, command) {
  view.show(made(NUMBERS.person, alike(NUMBERS.person, command)));
  if (command.care_labels.length) {
    view.show(made(NUMBERS.care, { id: command.entity, care_labels: mergeSet([], command.care_labels, []) }));
  }
  beginStay(view, command);
}

/** @type {Show} */
function moveIn(view, command) {
  for (const stay of view.ofKind(NUMBERS.residency)) {
    if (stay.person === command.entity && stay.until_on === null) {
      view.show({ ...stay, status: ENDED, until_on: command.from_on });
    }
  }
  const person = view.find(NUMBERS.person, command.entity);
  if (person) view.show({ ...person, dwelling: command.dwelling });
  beginStay(view, command);
}

/** @param {Overlay} view @param {any} command */
function beginStay(view, command) {
  const own = { id: command.residency, person: command.entity, status: EFFECTIVE };
  view.show(made(NUMBERS.residency, { ...alike(NUMBERS.residency, command), ...own }));
}

/** @type {Show} */
function endStay(view, command) {
  const stay = view.find(NUMBERS.residency, command.entity);
  if (stay) view.show({ ...stay, status: ENDED, until_on: command.until_on });
}

/** @param {number} kind @returns {Show} */
function change(kind) {
  return (view, command, skip) => {
    const record = view.find(kind, command.entity);
    if (!record) return;
    if (command.kind === "change_person" && (command.add_labels.length || command.remove_labels.length)) {
      label(view, command);
    }
    view.show({ ...record, ...changes(kind, command.set, skip) });
  };
}

/** @param {number} kind @param {Record<string, [any, any]>} edits @param {ReadonlySet<string>} skip */
function changes(kind, edits, skip) {
  const empties = new Map(shapeOf(KINDS[kind]).fields.map((one) => [one.name, one.required ? "" : one.byDefault]));
  const named = Object.entries(edits).filter(([name]) => !skip.has(name) && empties.has(name));
  return Object.fromEntries(named.map(([name, [, now]]) => [name, now === null ? empties.get(name) : now]));
}

/** @param {Overlay} view @param {any} command */
function label(view, command) {
  const labels = view.find(NUMBERS.care, command.entity)?.care_labels ?? [];
  const merged = mergeSet(labels, command.add_labels, command.remove_labels);
  view.show(made(NUMBERS.care, { id: command.entity, care_labels: merged }));
}

/** @param {string} life @returns {Show} */
function live(life) {
  return (view, command) => {
    const record = view.find(NUMBERS[command.register], command.entity);
    if (record) view.show({ ...record, life });
  };
}

/** @type {Show} */
function visit(view, command) {
  const at = instantOf(command.made.wall);
  const { entity, household, channel, outcome, persons, minutes, needs_told, note } = command;
  const facts = { household, channel, outcome, persons, minutes, needs_told, note };
  view.show(made(NUMBERS.visit, { id: entity, worker: view.author, visited_at: at, ...facts }));
  const home = view.find(NUMBERS.household, household);
  if (!home) return;
  const last = home.last_visited_at;
  view.show({ ...home, last_visited_at: last !== null && Date.parse(last) > Date.parse(at) ? last : at });
}

/** @type {Show} */
function report(view, command) {
  const { entity, title, description, class_code, address, urgent, source } = command;
  const facts = { title, description, class_code, address, urgent, source, grid: command.claimed_grid };
  const at = { reported_at: instantOf(command.made.wall), ...placeOf(command.point) };
  view.show(made(NUMBERS.case, { id: entity, state: "reported", ...facts, ...at }));
}

/** @type {Show} */
function photo(view, command) {
  const { entity, subject_kind, subject, phase, sha256, size_bytes, media_type, caption } = command;
  const facts = { subject_kind, subject, phase, sha256, size_bytes, media_type, caption };
  view.show(made(NUMBERS.photo, { id: entity, ...facts }));
}

/** @type {Show} */
function changeOrganisation(view, command, skip) {
  change(NUMBERS.organisation)(view, command, skip);
  showOfficers(view, command);
}

/**
 * An own decision: the conflict is settled, and its field has the value that was chosen. What is done by it beyond that
 * field only the server can tell.
 *
 * @type {Show}
 */
function settle(view, command) {
  const at = instantOf(command.made.wall);
  const settled = { state: "settled", choice: command.choice, settled_at: at, told: command.reason };
  const own = view.find(NUMBERS.own_conflict, command.entity);
  if (own?.state === "open") view.show({ ...own, ...settled });
  const whole = view.find(NUMBERS.conflict, command.entity);
  if (whole?.state !== "open") return;
  const value = command.choice === "edit" ? command.value : null;
  view.show({ ...whole, ...settled, value, settled_by: view.author });
  if (command.choice === "edit") showValue(view, whole, command.value);
  if (command.choice === "keep_mine") showValue(view, whole, whole.mine);
}

/** @param {Overlay} view @param {any} conflict @param {any} value */
function showValue(view, conflict, value) {
  const kind = NUMBERS[conflict.of_kind] ?? 0;
  const record = view.find(kind, conflict.entity);
  if (!record || !shapeOf(KINDS[kind]).fields.some((one) => one.name === conflict.field)) return;
  for (const meant of readings(value)) {
    const shown = { ...record, [conflict.field]: meant };
    if (!faults(KINDS[kind], shown).length) return view.show(shown);
  }
}

/** What a value typed as text may mean where its field is no text. @param {any} value */
function readings(value) {
  if (typeof value !== "string") return [value];
  const words = new Map([["true", true], ["false", false], ["null", null]]);
  const word = words.get(value.toLowerCase());
  return [value, ...(word === undefined ? [] : [word]), ...(value.trim() && Number.isFinite(+value) ? [+value] : [])];
}

/** Areas that are hidden and shown add up, whoever said so. @type {Show} */
function hideInPhoto(view, { entity, hide, show }) {
  const photo = view.find(NUMBERS.photo, entity);
  if (!photo) return;
  const hiding = areasOf(hide);
  const showing = areasOf(show);
  const kept = areasOf(photo.hidden.filter((/** @type {any} */ one) => !showing.has(nameOf(one)) || hiding.has(nameOf(one))));
  view.show({ ...photo, hidden: [...new Map([...kept, ...hiding]).values()] });
}

/** By its edges each area once, in the order in which they came. @param {readonly any[]} areas */
function areasOf(areas) {
  return new Map(areas.map((one) => [nameOf(one), one]));
}

/** @param {any} area */
function nameOf({ left, top, right, bottom }) {
  return [left, top, right, bottom].join(" ");
}

/** @type {Readonly<Record<string, Show>>} */
const SHOWS = {
  add_building: addBuilding,
  add_dwelling: addDwelling,
  add_household: addHousehold,
  register_person: register,
  move_in: moveIn,
  end_residency: endStay,
  change_building: change(NUMBERS.building),
  change_person: change(NUMBERS.person),
  change_dwelling: change(NUMBERS.dwelling),
  change_household: change(NUMBERS.household),
  change_residency: change(NUMBERS.residency),
  retire_record: live("retired"),
  restore_record: live("active"),
  record_visit: visit,
  report_matter: report,
  attach_photo: photo,
  hide_in_photo: hideInPhoto,
  record_inspection: showInspection,
  settle_conflict: settle,
  change_site: change(NUMBERS.site),
  change_organisation: changeOrganisation,
  change_rented_house: change(NUMBERS.rented_house),
  change_service_tag: change(NUMBERS.service_tag),
  change_help: change(NUMBERS.help),
  ...PREMISES,
};
return { SHOWS };
})();

const $shown_cases = (() => {
/** Own steps of cases, as they are shown at once. What became of one only its receipt says. Pure. */
const { NUMBERS } = $phone_tables;
const { instantOf, made } = $making;

/** Where the author means to bring a case. @type {Readonly<Record<string, string>>} */
const AFTER = {
  accept_case: "pending_filing",
  refuse_case: "refused",
  file_case: "pending_dispatch",
  not_file_case: "not_filed",
  dispatch_case: "pending_handle",
  assign_case: "handling",
  finish_handling: "pending_confirm",
  confirm_handling: "pending_check",
  rework_handling: "handling",
  send_check: "checking",
  close_case: "closed",
  self_handle: "self_audit",
  submit_verify: "reported",
  return_to_department: "pending_handle",
};

/** The fields that a command names for the case itself. @type {Readonly<Record<string, string>>} */
const NAMES = { file_case: "class_code", dispatch_case: "department", assign_case: "handler", send_check: "checker" };

/** @param {any} command @param {string} now */
function stateAfter(command, now) {
  if (command.kind === "submit_check") return command.result === "passed" ? "pending_close" : "pending_check";
  return AFTER[command.kind] ?? now;
}

/** Show a case where its author means to bring it, and the entry in its history. @param {import("./overlay.js").Overlay} view @param {any} command */
function moveCase(view, command) {
  const found = view.find(NUMBERS.case, command.entity);
  if (!found) return;
  const at = instantOf(command.made.wall);
  const name = NAMES[command.kind];
  const values = name ? { [name]: command[name] } : command.kind === "close_case" ? { closed_at: at } : {};
  const state = stateAfter(command, found.state);
  view.show({ ...found, ...values, state });
  const { id, entity, kind, opinion } = command;
  const way = { case: entity, command: kind, from_state: found.state, to_state: state };
  view.show(made(NUMBERS.case_event, { id, ...way, actor: view.author, at, opinion }));
}
return { moveCase };
})();

const $overlay = (() => {
/** What a phone shows: base records with the own commands on top that have not come back yet. Pure; judges nothing. */
const { CASE_COMMANDS, DANGER_COMMANDS, NUMBERS } = $phone_tables;
const { SHOWS } = $shows;
const { moveCase } = $shown_cases;
const { showStep } = $shown_dangers;

/** @typedef {Readonly<Record<string, any>>} Shown A record as the contract has it, under its `type`. */

const MOVES_CASES = new Set(CASE_COMMANDS);
const MOVES_DANGERS = new Set(DANGER_COMMANDS);

/** The records that own commands change or make, by `kind|id`: all that is shown otherwise is base. */
class Overlay {
  /** @param {ReadonlyMap<string, Shown>} base @param {string} author */
  constructor(base, author) {
    /** @type {Map<string, Shown>} */
    this.changed = new Map();
    this.author = author;
    this.base = base;
  }

  /** Put commands on top in their order; one that has no effect to show is skipped. @param {import("./showing.js").Own[]} own */
  replay(own) {
    for (const { command, skip } of own) {
      const shows = SHOWS[command.kind];
      if (shows) shows(this, command, skip);
      else if (MOVES_CASES.has(command.kind)) moveCase(this, command);
      else if (MOVES_DANGERS.has(command.kind)) showStep(this, command);
    }
    return this;
  }

  /** A record as it is shown. @param {number} kind @param {string} id @returns {Shown | undefined} */
  find(kind, id) {
    return this.changed.get(`${kind}|${id}`) ?? this.base.get(`${kind}|${id}`);
  }

  /** All records of a kind as they are shown, by id. @param {number} kind @returns {Shown[]} */
  ofKind(kind) {
    const whole = new Map([...this.base, ...this.changed]);
    const found = [...whole].filter(([key]) => key.startsWith(`${kind}|`)).map(([, record]) => record);
    return found.sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  /** Show this in place of the base. @param {Shown} record */
  show(record) {
    this.changed.set(`${NUMBERS[record.type]}|${record.id}`, record);
  }
}
return { Overlay };
})();

const $showing = (() => {
/** A phone's store as its user sees it: decoded records under the own unseen commands. Changes nothing. */
const { decode, decodeRecord, faults } = $contract;
const { receiptOf } = $inbox;
const { Overlay } = $overlay;
const { readBytes } = $texts;

/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").Receipt} Receipt */
/** @typedef {{command: any, skip: ReadonlySet<string>}} Own `skip` are fields that the server has judged and not applied. */

/** Conflicts of which a person must know, and whose command was done as it was written. */
const DONE_ALL_THE_SAME = new Set(["duplicate", "edited_after_retire"]);

/**
 * What is shown now (law 4); made anew after each change of the store.
 *
 * @param {Tables} tables
 * @returns {Promise<Overlay>}
 */
async function view(tables) {
  const own = await ownCommands(tables);
  const base = own.length ? await baseOf(tables) : new Map();
  return new Overlay(base, (await tables.state()).user).replay(own);
}

/**
 * The base rows, decoded, by `kind|id`. A shape that this build cannot read is not shown.
 *
 * @param {Tables} tables
 * @returns {Promise<Map<string, any>>}
 */
async function baseOf(tables) {
  const found = new Map();
  for (const row of await tables.base.rows()) {
    const record = readRecord(row.kind, row.record);
    if (record) found.set(`${row.kind}|${row.id}`, record);
  }
  return found;
}

/** A row's record, null for a kind or a shape that this build does not know. @param {number} kind @param {string} text */
function readRecord(kind, text) {
  try {
    return decodeRecord(kind, JSON.parse(text));
  } catch {
    return null; // written under a later contract; the raw row stays for the build that can
  }
}

/**
 * The own commands on top of the base, in seq order: the queue, and what is answered but not yet pulled. Of a change
 * whose fields were judged apart, only those that were applied are replayed.
 *
 * @param {Tables} tables
 * @returns {Promise<Own[]>}
 */
async function ownCommands(tables) {
  const { cursor_pos: cursorPos } = await tables.state();
  const queued = await tables.queue.rows();
  const unseen = queued.map(({ seq, body }) => ({ seq, body, skip: new Set() }));
  for (const { seq, body, receipt: text } of await tables.sent.rows()) {
    const receipt = receiptOf(text);
    if (receipt.pos > cursorPos && hadEffect(receipt)) unseen.push({ seq, body, skip: notApplied(receipt) });
  }
  return unseen
    .sort((one, other) => one.seq - other.seq)
    .map(({ body, skip }) => ({ command: readCommand(body), skip }))
    .filter(({ command }) => command !== null);
}

/** @param {Uint8Array} body */
function readCommand(body) {
  const told = readBytes(body);
  return told === undefined || faults("AnyCommand", told).length ? null : decode("AnyCommand", told);
}

/** @param {Receipt} receipt */
function hadEffect(receipt) {
  if (receipt.verdict === "conflict") {
    const isDone = DONE_ALL_THE_SAME.has(receipt.why) || Object.values(receipt.fields).includes("applied");
    return isDone && !receipt.to; // what was done on the winner of a merge is shown there
  }
  return receipt.verdict === "applied" || receipt.verdict === "merged";
}

/** @param {Receipt} receipt */
function notApplied(receipt) {
  return new Set(Object.keys(receipt.fields).filter((name) => receipt.fields[name] !== "applied"));
}
return { view, baseOf, readRecord, ownCommands };
})();

const $phone = (() => {
/**
 * The phone's half of the protocol: a state machine over a store. It does no I/O itself.
 *
 * Every method that changes the store reads and writes in one commit, so that one page may write while another syncs.
 */
const { CONTRACT } = $contract;
const boots = $boots;
const healing = $healing;
const intake = $intake;
const outbox = $outbox;
const { Repairs } = $repair;
const { answer, isReset, settle, takePage } = $settling;
const { view } = $showing;

/** @typedef {import("./ports.js").Clock} Clock */
/** @typedef {import("./ports.js").Tables} Tables */
/** @typedef {import("./ports.js").PhoneState} PhoneState */
/** @typedef {import("./ports.js").PhotoFile} PhotoFile */
/** @typedef {import("./ports.js").Queued} Queued */
/** @typedef {import("./ports.js").Receipt} Receipt */
/** @typedef {{receipts: Receipt[], rekey: boolean, reset: string}} Pushed `rekey`: join anew; `reset`: nothing was processed. */
/** @typedef {{applied: boolean, more: boolean, mismatched: number[], reset: string}} Pulled `mismatched` are bugs to report. */

/** The store belongs to somebody else: each user has one of their own. */
class AnotherUser extends Error {}

/** One install of one user. The caller sees to it that one push at a time is under way. */
class Phone {
  /** @param {import("./ports.js").Store} store @param {{freeBytes?: number}} [facts] */
  constructor(store, { freeBytes = 0 } = {}) {
    this.store = store;
    this.freeBytes = freeBytes;
    /** @type {outbox.Held} */
    this._held = new Map();
    this._repairs = new Repairs();
  }

  // --- joining and writing ---------------------------------------------------------------------------------------------

  /**
   * Become an install of a user, or a new one after a `rekey`: queue, receipts and rows stay as they are.
   *
   * @param {string} install
   * @param {string} user
   */
  join(install, user) {
    return this.store.commit(async (tables) => {
      const state = await tables.state();
      if (state.user && state.user !== user) throw new AnotherUser(state.user);
      tables.putState({ ...state, install, user, rekey: false, last_error: "" });
    });
  }

  /**
   * Store commands, encoded, all or none; when this is done, they are safe and their bytes final. Seq, clock, contract
   * and, where the draft names none, the epoch are filled in, and as `needs` what the draft names that is itself still in
   * the queue. Throws ContractError for what no server would understand, TooLarge for what none would take.
   *
   * @param {readonly outbox.Draft[]} drafts
   * @param {Clock} now
   * @param {readonly PhotoFile[]} [photos]
   */
  enqueue(drafts, now, photos = []) {
    return this.store.commit((tables) => outbox.enqueue(tables, drafts, photos, now));
  }

  // --- push ------------------------------------------------------------------------------------------------------------

  /**
   * The next body to push, in seq order; null when nothing may go. A lane held back by a `retry` is left out until its
   * time, the others go on.
   *
   * @param {Clock} now
   * @returns {Promise<Uint8Array | null>}
   */
  nextPush(now) {
    return this.store.read(async (tables) => {
      const chosen = await outbox.batch(tables, this._held, now);
      if (!chosen.length) return null;
      const queue = await outbox.queueState(tables, now, this.freeBytes);
      return outbox.body(await tables.state(), queue, chosen, now);
    });
  }

  /**
   * Take the receipts. All but `retry` leave the queue for `sent`; what is not in the queue is an old double.
   *
   * @param {import("./ports.js").PushReply} reply
   * @param {Clock} now
   * @returns {Promise<Pushed>}
   */
  applyPush(reply, now) {
    return this.store.commit(async (tables) => {
      const state = await tables.state();
      const reset = healing.standing(state, reply);
      if (reset) return { receipts: [], rekey: false, reset: await healing.note(tables, state, reply, reset) };
      if (reply.rekey) {
        tables.putState({ ...state, rekey: true, last_error: "rekey" });
        return { receipts: [], rekey: true, reset: "" };
      }
      const receipts = await outbox.byOwnNames(tables, reply.receipts);
      const waiting = new Map((await tables.queue.rows()).map((entry) => [entry.id, entry]));
      for (const receipt of receipts) {
        const entry = waiting.get(receipt.id);
        if (!entry) continue;
        waiting.delete(receipt.id);
        if (receipt.verdict === "retry") this._holdBack(tables, entry, reply.retry_after, now);
        else answer(tables, entry, receipt, reply.stamp.pos, now);
      }
      await settle(tables, state, reply, now, { max_batch: Math.max(1, reply.max_batch) });
      await intake.sweep(tables);
      return { receipts, rekey: false, reset: "" };
    });
  }

  /** The person wants everything loaded anew: what is held stays until it is here, what is kept stays kept. */
  startOver() {
    return this.store.commit((tables) => healing.startOver(tables));
  }

  /** The last batch was too large (413): take what the server named, or half. @param {number} [maxBatch] */
  shrink(maxBatch = 0) {
    return this.store.commit(async (tables) => {
      const state = await tables.state();
      tables.putState({ ...state, max_batch: Math.max(1, maxBatch || Math.floor(state.max_batch / 2)) });
    });
  }

  /**
   * The last batch was too large and was one command alone: its lane waits as after a `retry`. Null, and nothing is done,
   * where there were more: see `shrink`.
   *
   * @param {Clock} now
   * @returns {Promise<Queued | null>}
   */
  setAside(now) {
    return this.store.commit(async (tables) => {
      const chosen = await outbox.batch(tables, this._held, now);
      if (chosen.length !== 1) return null;
      this._holdBack(tables, chosen[0], 0, now);
      tables.putState({ ...(await tables.state()), last_error: `too_large: ${chosen[0].id}` });
      return chosen[0];
    });
  }

  // --- pull ------------------------------------------------------------------------------------------------------------

  /**
   * Ask for what changed after the cursor; with an empty one, for the scopes to boot. An app that finds what one of
   * another contract has loaded begins with an empty one.
   *
   * @param {Clock} now
   * @returns {Promise<import("./ports.js").PullRequest>}
   */
  nextPull(now) {
    return this.store.commit(async (tables) => {
      if (boots.isOfAnotherApp(await tables.state())) await healing.startOver(tables);
      const { install, seen, cursor } = await tables.state();
      const queue = await outbox.queueState(tables, now, this.freeBytes);
      return { install, contract: CONTRACT, now, seen, queue, cursor };
    });
  }

  /**
   * Take a page and its cursor together, unless it answers another cursor than the present one. `reset: too_old` forgets
   * the cursor once the queue is empty; `reset: epoch` does so at once, and sends again what was answered.
   *
   * @param {import("./ports.js").PullReply} reply
   * @param {Clock} now
   * @returns {Promise<Pulled>}
   */
  applyPull(reply, now) {
    return this.store.commit(async (tables) => {
      const state = await tables.state();
      if (reply.answers !== state.cursor) return { applied: false, more: false, mismatched: [], reset: "" };
      const reset = healing.standing(state, reply);
      if (reset) {
        return { applied: false, more: false, mismatched: [], reset: await healing.note(tables, state, reply, reset) };
      }
      const mismatched = await takePage(tables, state, reply, now, this._repairs);
      return { applied: true, more: reply.more, mismatched, reset: "" };
    });
  }

  // --- boot ------------------------------------------------------------------------------------------------------------

  /**
   * The next chunk of the scope under way, or of the next one; null when there is none to boot. The cursor of before the
   * first chunk goes with every chunk: what changes meanwhile is pulled from there.
   */
  nextBoot() {
    return this.store.commit((tables) => boots.nextChunk(tables));
  }

  /**
   * Take the chunk that answers a request, and how far it came, together; false if the boot is elsewhere. Nothing that is
   * held goes before the last chunk.
   *
   * @param {import("./ports.js").BootRequest} request
   * @param {import("./ports.js").BootReply} reply
   * @param {Clock} now
   */
  applyBoot(request, reply, now) {
    return this.store.commit(async (tables) => {
      const state = await tables.state();
      const boot = await tables.booting.find(request.scope);
      if (!boot || boot.start !== (request.cursor ?? "") || boot.after !== (request.after ?? "")) return false;
      if (await isReset(tables, state, reply)) return false;
      const cursor = await boots.takeChunk(tables, boot, reply, state.cursor, now.wall);
      await settle(tables, state, reply, now, { cursor });
      return true;
    });
  }

  // --- repairs and wipes -----------------------------------------------------------------------------------------------

  /** What to ask about a scope that the last complete pull found unlike; null when it is time to pull again. */
  nextRepair() {
    return this.store.read((tables) => this._repairs.nextRequest(tables));
  }

  /**
   * Take an answer: how many rows it put right; null for one that nobody waits for, or after a reset.
   *
   * @param {import("./ports.js").DigestRequest} request
   * @param {import("./ports.js").DigestReply} reply
   * @param {Clock} now
   */
  applyRepair(request, reply, now) {
    return this.store.commit(async (tables) => {
      const state = await tables.state();
      const reset = healing.standing(state, reply);
      if (reset) {
        if (await healing.note(tables, state, reply, reset)) this._repairs.forget();
        return null;
      }
      const done = await this._repairs.take(tables, request, reply, now.wall);
      await settle(tables, state, reply, now, {});
      return done;
    });
  }

  /** The district will not say: the scope is granted no more, perhaps. The next complete pull tells. */
  giveUpRepairs() {
    this._repairs.forget();
  }

  /** The proof of a scope that is gone, rows and key; null when there is none to send. @param {Clock} now */
  nextWipe(now) {
    return this.store.read((tables) => intake.nextProof(tables, now));
  }

  /**
   * The proof is on record; false if it is not, or the scope has come and gone again meanwhile.
   *
   * @param {import("./ports.js").WipeProof} proof
   * @param {import("./ports.js").WipeReply} reply
   * @param {Clock} now
   */
  applyWipe(proof, reply, now) {
    return this.store.commit(async (tables) => {
      const state = await tables.state();
      if (await isReset(tables, state, reply)) return false;
      const isProved = await intake.closeDropped(tables, proof);
      await settle(tables, state, reply, now, {});
      return isProved;
    });
  }

  /** Log out: let go of every scope, as if none were granted. What waits for a verdict stays. */
  leave() {
    return this.store.commit(async (tables) => {
      for (const info of await tables.scopes.rows()) await intake.dropScope(tables, info.id);
      await intake.sweep(tables);
    });
  }

  // --- photos, failures, the next attempt ------------------------------------------------------------------------------

  /** The first photo whose bytes have not all arrived. @returns {Promise<PhotoFile | null>} */
  nextPhoto() {
    return this.store.read(async (tables) => (await tables.photos.rows()).find((photo) => !photo.done) ?? null);
  }

  /** Keep how many bytes of a photo have arrived. @param {PhotoFile} photo @param {{offset: number, done: boolean}} how */
  notePhoto(photo, { offset, done }) {
    return this.store.commit(async (tables) => {
      if (await tables.photos.find(photo.upload)) tables.photos.put({ ...photo, offset, done });
    });
  }

  /** Send the whole photo again, under a new upload id. @param {PhotoFile} photo @param {string} upload */
  restartPhoto(photo, upload) {
    return this.store.commit(async (tables) => {
      if (!(await tables.photos.find(photo.upload))) return;
      tables.photos.drop(photo.upload);
      tables.photos.put({ ...photo, upload, offset: 0, done: false });
    });
  }

  /** Let go of a spare photo. @param {PhotoFile} photo */
  forgetPhoto(photo) {
    return this.store.commit(async (tables) => tables.photos.drop(photo.upload));
  }

  /** Photos whose row and bytes a backup holds: the only ones whose file may be deleted. @returns {Promise<PhotoFile[]>} */
  sparePhotos() {
    return this.store.read(async (tables) => {
      const own = [...(await tables.queue.rows()), ...(await tables.sent.rows())];
      const kept = new Set(own.map((entry) => entry.id));
      const { durable } = await tables.state();
      const photos = await tables.photos.rows();
      return photos.filter((one) => one.done_pos !== null && one.done_pos <= durable && !kept.has(one.command));
    });
  }

  /** The person has read what became of a command. @param {string} command */
  dismiss(command) {
    return this.store.commit(async (tables) => {
      for (const entry of await tables.answered.rows()) {
        if (entry.id === command) tables.answered.put({ ...entry, dismissed: true });
      }
    });
  }

  /** An attempt failed; it is told at the next contact. @param {string} why */
  noteFailure(why) {
    return this.store.commit(async (tables) => {
      const state = await tables.state();
      tables.putState({ ...state, failures: state.failures + 1, last_error: first(why) });
    });
  }

  /** Something beside the records went wrong; no attempt is due for it. @param {string} why */
  noteTrouble(why) {
    return this.store.commit(async (tables) => tables.putState({ ...(await tables.state()), last_error: first(why) }));
  }

  /** Seconds until the next attempt: the server's wish, or sooner after a failure. @param {number} dice from [0, 1) */
  async waitS(dice) {
    const { failures, next_in_s: wish } = await this.store.read((tables) => tables.state());
    return (failures ? Math.min(wish, outbox.backoffS(failures)) : wish) * (0.8 + 0.4 * dice);
  }

  /** What is shown now: base rows with the own commands on top that have not come back yet. */
  view() {
    return this.store.read((tables) => view(tables));
  }

  /** @param {Tables} tables @param {Queued} entry @param {number} retryAfterS @param {Clock} now */
  _holdBack(tables, entry, retryAfterS, now) {
    const waitS = Math.max(retryAfterS, outbox.backoffS(entry.tries));
    this._held.set(entry.lane, { boot: now.boot, until: now.mono + waitS * 1000 });
    tables.queue.put({ ...entry, tries: entry.tries + 1 });
  }
}

/** @param {string} why */
function first(why) {
  return [...why].slice(0, 500).join("");
}
return { AnotherUser, Phone };
})();

export const { CONTRACT, ContractError } = $contract;
export const { bucketSums, total } = $digest;
export const { blake2b, sha256 } = $hashes;
export const { IndexedDbStore } = $idb;
export const { receiptOf } = $inbox;
export const { isOver } = $lease;
export const { MemoryStore } = $memory;
export const { TooLarge } = $outbox;
export const { AnotherUser, Phone } = $phone;
export const { FRESH } = $ports;
export const { baseOf, readRecord, view } = $showing;
export const { Tables, TABLES } = $tables;
export const { bytesOf, readBoot, readDigest, readPull, readPush, readWipe } = $texts;
